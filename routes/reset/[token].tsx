import { page } from "fresh";
import type { Fault } from "../../components/account/fault.ts";
import { ResetPage } from "../../components/account/ResetPage.tsx";
import { define } from "../../http/define.ts";
import { destination } from "../../http/forms/sign_in_redirect.ts";
import { textField } from "../../http/forms/fields.ts";
import { readForm } from "../../http/forms/form.ts";
import { startSession } from "../../http/middleware/identity.ts";
import { LINK_HEADERS, openLink } from "../../http/forms/links.ts";
import { fault, refusal } from "../../http/forms/error_response.ts";
import { requestOrigin } from "../../http/request_origin.ts";

interface Reset {
  action: string;
  name: string;
  fault?: Fault;
}

export const handlers = define.handlers({
  async GET(ctx) {
    const { link } = await openLink(ctx, "reset");
    const data = { action: ctx.url.pathname, name: link.account!.name };
    return page<Reset>(data, { headers: LINK_HEADERS });
  },

  async POST(ctx) {
    const { link, token } = await openLink(ctx, "reset");
    const password = textField(await readForm(ctx.req), "password");
    const origin = await requestOrigin(ctx);
    const reset = await ctx.state.accounts.resetPassword(token, password, origin);
    if (reset.ok) return await startSession(ctx, reset.value, destination(null));
    const data = { action: ctx.url.pathname, name: link.account!.name, fault: fault(reset.error) };
    return page<Reset>(data, refusal(reset.error));
  },
});

export default define.page<typeof handlers>(({ data }) => <ResetPage {...data} />);
