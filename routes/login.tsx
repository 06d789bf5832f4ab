import { page } from "fresh";
import { SignInPage } from "../components/account/signing_in/SignInPage.tsx";
import type { FormError } from "../components/ui/form/FormAlert.tsx";
import { define } from "../http/define.ts";
import { accountOf } from "../http/forms/actor.ts";
import { errorResponse, formError, inReadersClock } from "../http/forms/error_response.ts";
import { readForm, textField } from "../http/forms/form.ts";
import { destination } from "../http/forms/sign_in_redirect.ts";
import { named } from "../http/named.tsx";
import { requestOrigin } from "../http/request_origin.ts";
import { startSession } from "../http/session_cookie.ts";

interface SignIn {
  to: string;
  name?: string;
  error?: FormError;
}

export const handlers = define.handlers({
  GET(ctx) {
    const to = destination(ctx.url.searchParams.get("to"));
    if (accountOf(ctx)) return ctx.redirect(to, 303);
    return page<SignIn>({ to });
  },

  async POST(ctx) {
    const form = await readForm(ctx.req);
    const to = destination(form.get("to"));
    const [name, password] = [textField(form, "name"), textField(form, "password")];
    const origin = await requestOrigin(ctx);
    const signedIn = await ctx.state.accounts.signingIn.signIn({ name, password, ...origin });
    if (signedIn.ok) return await startSession(ctx, signedIn.value, to);
    const error = inReadersClock(signedIn.error, ctx);
    return page<SignIn>({ to, name, error: formError(error) }, errorResponse(error));
  },
});

export default define.page<typeof handlers>(({ data, state }) =>
  named(
    <SignInPage
      {...data}
      guests={state.config.guests}
      open={state.config.registration === "open"}
    />,
    state,
  )
);
