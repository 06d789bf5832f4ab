import { page } from "fresh";
import { SetUpPage } from "../../components/account/signing_in/SetUpPage.tsx";
import type { FormError } from "../../components/ui/form/FormAlert.tsx";
import { define } from "../../http/define.ts";
import { errorResponse, formError } from "../../http/forms/error_response.ts";
import { readForm, textField } from "../../http/forms/form.ts";
import { LINK_HEADERS, openLink } from "../../http/forms/links.ts";
import { destination } from "../../http/forms/sign_in_redirect.ts";
import { named } from "../../http/named.tsx";
import { requestOrigin } from "../../http/request_origin.ts";
import { startSession } from "../../http/session_cookie.ts";

interface SetUp {
  action: string;
  name?: string;
  error?: FormError;
}

export const handlers = define.handlers({
  async GET(ctx) {
    await openLink(ctx, "setup");
    return page<SetUp>({ action: ctx.url.pathname }, { headers: LINK_HEADERS });
  },

  async POST(ctx) {
    const { token } = await openLink(ctx, "setup");
    const form = await readForm(ctx.req);
    const [name, password] = [textField(form, "name"), textField(form, "password")];
    const origin = await requestOrigin(ctx);
    const done = await ctx.state.accounts.registration.setUp(token, { name, password }, origin);
    if (done.ok) return await startSession(ctx, done.value, destination(null));
    return page<SetUp>(
      { action: ctx.url.pathname, name, error: formError(done.error) },
      errorResponse(done.error),
    );
  },
});

export default define.page<typeof handlers>(({ data, state }) =>
  named(<SetUpPage {...data} />, state)
);
