import { HttpError, page } from "fresh";
import { AccountPage, type AccountPageProps } from "../../components/account/AccountPage.tsx";
import { define, type RequestContext } from "../../http/define.ts";
import { errorResponse, formError } from "../../http/forms/error_response.ts";
import { flashMessage, withFlash } from "../../http/forms/flash_message.ts";
import { readForm, textField } from "../../http/forms/form.ts";
import { redirectToSignIn } from "../../http/forms/sign_in_redirect.ts";
import { named } from "../../http/named.tsx";
import { readerClock } from "../../http/reader_clock.ts";
import { requestOrigin } from "../../http/request_origin.ts";
import { startSession } from "../../http/session_cookie.ts";
import type { Identity } from "../../hub/ports/identities.ts";

const FLASH = {
  name: "Your name has been changed.",
  password: "Your password has been changed, and all other devices are signed out.",
  ended: "The device is signed out.",
  "ended-others": "All other devices are signed out.",
};

export const handlers = define.handlers({
  async GET(ctx) {
    const { identity } = ctx.state;
    if (!identity) return redirectToSignIn(ctx);
    const data = { ...await describe(ctx, identity), flash: flashMessage(ctx.url, FLASH) };
    return page<AccountPageProps>(data);
  },

  async POST(ctx) {
    const { accounts, identity } = ctx.state;
    if (!identity) return redirectToSignIn(ctx);
    const form = await readForm(ctx.req);
    switch (textField(form, "do")) {
      case "name": {
        const name = textField(form, "name");
        const renamed = await accounts.ownAccount.rename(identity, name);
        if (renamed.ok) return redirect(ctx, "name");
        const refused = { form: "name" as const, name, error: formError(renamed.error) };
        const data = { ...await describe(ctx, identity), refused };
        return page<AccountPageProps>(data, errorResponse(renamed.error));
      }
      case "password": {
        const passwords = { current: textField(form, "current"), next: textField(form, "next") };
        const origin = await requestOrigin(ctx);
        const changed = await accounts.ownAccount.changePassword(identity, passwords, origin);
        if (changed.ok) {
          return await startSession(ctx, changed.value, withFlash("/account", "password"));
        }
        const { error } = changed;
        const refused = { form: "password" as const, error: formError(error, PASSWORD_FIELDS) };
        const data = { ...await describe(ctx, identity), refused };
        return page<AccountPageProps>(data, errorResponse(error));
      }
      case "end":
        await accounts.ownAccount.endSessions(identity, [textField(form, "session")]);
        return redirect(ctx, "ended");
      case "end-others":
        await accounts.ownAccount.endSessions(identity, "others");
        return redirect(ctx, "ended-others");
    }
    throw new HttpError(400);
  },
});

const PASSWORD_FIELDS = { wrong_credentials: "current", password_refused: "next" };

export default define.page<typeof handlers>(({ data, state }) =>
  named(<AccountPage {...data} />, state)
);

async function describe(ctx: RequestContext, identity: Identity): Promise<AccountPageProps> {
  const sessions = await ctx.state.accounts.ownAccount.sessions(identity);
  const open = ctx.state.config.registration === "open";
  return { me: identity.account, open, sessions, clock: readerClock(ctx) };
}

function redirect(ctx: RequestContext, flash: keyof typeof FLASH): Response {
  return ctx.redirect(withFlash("/account", flash), 303);
}
