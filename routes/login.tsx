import { page } from "fresh";
import { SignInPage } from "../components/account/SignInPage.tsx";
import type { Fault } from "../components/account/fault.ts";
import { define } from "../http/define.ts";
import { destination, member } from "../http/forms/sign_in_redirect.ts";
import { textField } from "../http/forms/fields.ts";
import { readForm } from "../http/forms/form.ts";
import { startSession } from "../http/middleware/identity.ts";
import { fault, refusal } from "../http/forms/error_response.ts";
import { requestOrigin } from "../http/request_origin.ts";

interface SignIn {
  to: string;
  name?: string;
  fault?: Fault;
}

export const handlers = define.handlers({
  GET(ctx) {
    const to = destination(ctx.url.searchParams.get("to"));
    if (member(ctx)) return ctx.redirect(to, 303);
    return page<SignIn>({ to });
  },

  async POST(ctx) {
    const form = await readForm(ctx.req);
    const to = destination(form.get("to"));
    const [name, password] = [textField(form, "name"), textField(form, "password")];
    const origin = await requestOrigin(ctx);
    const signedIn = await ctx.state.accounts.signIn({ name, password, ...origin });
    if (signedIn.ok) return await startSession(ctx, signedIn.value, to);
    return page<SignIn>({ to, name, fault: fault(signedIn.error) }, refusal(signedIn.error));
  },
});

export default define.page<typeof handlers>(({ data, state: { config } }) => (
  <SignInPage {...data} guests={config.guests} open={config.registration === "open"} />
));
