import { HttpError, page } from "fresh";
import { AccountPage, type AccountPageProps } from "../../components/account/AccountPage.tsx";
import type { Identity } from "../../hub/ports/identities.ts";
import { define, type RequestContext } from "../../http/define.ts";
import { flashText } from "../../http/forms/flash_message.ts";
import { askWho } from "../../http/forms/sign_in_redirect.ts";
import { textField } from "../../http/forms/fields.ts";
import { readForm } from "../../http/forms/form.ts";
import { startSession } from "../../http/middleware/identity.ts";
import { readerClock } from "../../http/reader_clock.ts";
import { fault, refusal } from "../../http/forms/error_response.ts";
import { requestOrigin } from "../../http/request_origin.ts";

const DONE = {
  name: "Your name is changed.",
  password: "Your password is changed, and all other sessions have ended.",
  ended: "The session has ended.",
  "ended-others": "All other sessions have ended.",
};

export const handlers = define.handlers({
  async GET(ctx) {
    const { identity } = ctx.state;
    if (!identity) return askWho(ctx);
    const data = { ...await describe(ctx, identity), done: flashText(ctx.url, DONE) };
    return page<AccountPageProps>(data, { headers: { "Cache-Control": "no-store" } });
  },

  async POST(ctx) {
    const { accounts, identity } = ctx.state;
    if (!identity) return askWho(ctx);
    const form = await readForm(ctx.req);
    switch (textField(form, "do")) {
      case "name": {
        const name = textField(form, "name");
        const renamed = await accounts.rename(identity, name);
        if (renamed.ok) return done(ctx, "name");
        const refused = { form: "name" as const, name, fault: fault(renamed.error) };
        const data = { ...await describe(ctx, identity), refused };
        return page<AccountPageProps>(data, refusal(renamed.error));
      }
      case "password": {
        const passwords = { current: textField(form, "current"), next: textField(form, "next") };
        const origin = await requestOrigin(ctx);
        const changed = await accounts.changePassword(identity, passwords, origin);
        if (changed.ok) return await startSession(ctx, changed.value, "/account?done=password");
        const { error } = changed;
        const refused = { form: "password" as const, fault: fault(error, PASSWORD_FIELDS) };
        const data = { ...await describe(ctx, identity), refused };
        return page<AccountPageProps>(data, refusal(error));
      }
      case "end":
        await accounts.endSessions(identity, [textField(form, "session")]);
        return done(ctx, "ended");
      case "end-others":
        await accounts.endSessions(identity, "others");
        return done(ctx, "ended-others");
    }
    throw new HttpError(400);
  },
});

const PASSWORD_FIELDS = { wrong_credentials: "current", password_refused: "next" };

export default define.page<typeof handlers>(({ data }) => <AccountPage {...data} />);

async function describe(ctx: RequestContext, identity: Identity): Promise<AccountPageProps> {
  const sessions = await ctx.state.accounts.sessions(identity);
  return { me: identity.account, sessions, clock: readerClock(ctx.req) };
}

function done(ctx: RequestContext, what: keyof typeof DONE): Response {
  return ctx.redirect(`/account?done=${what}`, 303);
}
