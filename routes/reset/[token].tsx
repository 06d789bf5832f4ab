import { page } from "fresh";
import { ResetPage } from "../../components/account/signing_in/ResetPage.tsx";
import type { FormError } from "../../components/ui/form/FormAlert.tsx";
import { define } from "../../http/define.ts";
import { errorResponse, formError } from "../../http/forms/error_response.ts";
import { readForm, textField } from "../../http/forms/form.ts";
import { LINK_HEADERS, openLink } from "../../http/forms/links.ts";
import { destination } from "../../http/forms/sign_in_redirect.ts";
import { named } from "../../http/named.tsx";
import { requestOrigin } from "../../http/request_origin.ts";
import { startSession } from "../../http/session_cookie.ts";

interface Reset {
  action: string;
  name: string;
  error?: FormError;
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
    const reset = await ctx.state.accounts.ownAccount.resetPassword(token, password, origin);
    if (reset.ok) return await startSession(ctx, reset.value, destination(null));
    const data = {
      action: ctx.url.pathname,
      name: link.account!.name,
      error: formError(reset.error),
    };
    return page<Reset>(data, errorResponse(reset.error));
  },
});

export default define.page<typeof handlers>(({ data, state }) =>
  named(<ResetPage {...data} />, state)
);
