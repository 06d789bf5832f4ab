import { HttpError, page } from "fresh";
import { refuseActOn } from "../../../protocol/account_rules.ts";
import type { TypedBan } from "../../../components/account/administration/BanFields.tsx";
import {
  PersonPage,
  type PersonPageProps,
} from "../../../components/account/administration/PersonPage.tsx";
import { define, type RequestContext } from "../../../http/define.ts";
import { adminOf } from "../../../http/forms/actor.ts";
import { bannedText, readBan } from "../../../http/forms/ban_form.ts";
import { errorResponse, formError, must } from "../../../http/forms/error_response.ts";
import { flashMessage, withFlash } from "../../../http/forms/flash_message.ts";
import { readForm, textField } from "../../../http/forms/form.ts";
import { newLink } from "../../../http/forms/links.ts";
import { named } from "../../../http/named.tsx";
import { readerClock } from "../../../http/reader_clock.ts";
import type { Identity } from "../../../hub/ports/identities.ts";
import { type Result, sentence, type WireError } from "../../../protocol/errors.ts";
import { personPath } from "../../../protocol/paths.ts";

const FLASH = {
  role: "The role has been changed.",
  deactivate: "The account is deactivated, and signed out everywhere.",
  reactivate: "The account has been reactivated.",
  unban: "The ban has been lifted.",
};

export const handlers = define.handlers({
  async GET(ctx) {
    const actor = adminOf(ctx);
    const described = await describe(ctx, actor);
    const ban = bannedText(described.person.ban, described.clock);
    const data = { ...described, flash: flashMessage(ctx.url, { ...FLASH, ban }) };
    return page<PersonPageProps>(data);
  },

  async POST(ctx) {
    const actor = adminOf(ctx);
    const { accounts } = ctx.state;
    const userId = ctx.params.user!;
    const form = await readForm(ctx.req);
    const what = textField(form, "do");
    switch (what) {
      case "role": {
        const role = textField(form, "role");
        if (role !== "owner" && role !== "admin" && role !== "member") throw new HttpError(400);
        if (role === "owner" && textField(form, "sure") !== "on") throw new HttpError(400);
        return await outcome(
          ctx,
          actor,
          what,
          await accounts.administration.setRole(actor, userId, role),
        );
      }
      case "deactivate":
      case "reactivate":
        return await outcome(ctx, actor, what, await accounts.administration[what](actor, userId));
      case "unban": {
        const unbanned = await accounts.moderation.unban(actor, textField(form, "ban"));
        return await outcome(ctx, actor, what, unbanned);
      }
      case "reset":
        return await showResetLink(ctx, actor);
      case "ban":
        return await ban(ctx, actor, form);
    }
    throw new HttpError(400);
  },
});

export default define.page<typeof handlers>(({ data, state }) =>
  named(<PersonPage {...data} />, state)
);

async function describe(ctx: RequestContext, actor: Identity): Promise<PersonPageProps> {
  const found = await ctx.state.accounts.directory.person(actor, ctx.params.user!);
  if (!found.ok && found.error.code === "user_not_found") throw new HttpError(404);
  const person = must(found);
  const error = refuseActOn(actor.account, person);
  const untouchable = error && sentence(error);
  return { me: actor.account, person, untouchable, clock: readerClock(ctx) };
}

async function outcome(
  ctx: RequestContext,
  actor: Identity,
  what: keyof typeof FLASH | "ban",
  result: Result<unknown>,
) {
  if (result.ok) return ctx.redirect(withFlash(personPath(ctx.params.user!), what), 303);
  return await refused(ctx, actor, what, result.error);
}

async function refused(
  ctx: RequestContext,
  actor: Identity,
  what: string,
  error: WireError,
  typed?: TypedBan,
) {
  const data = await describe(ctx, actor);
  const form = what === "deactivate" || what === "reactivate" ? "active" : what;
  const refused = { form, ban: typed, error: formError(error) };
  return page<PersonPageProps>({ ...data, refused }, errorResponse(error));
}

async function showResetLink(ctx: RequestContext, actor: Identity) {
  const made = await ctx.state.accounts.administration.resetLink(actor, ctx.params.user!);
  if (!made.ok) return await refused(ctx, actor, "reset", made.error);
  const data = await describe(ctx, actor);
  const link = newLink(ctx, {
    text: `A link for ${data.person.name} to set another password`,
    path: `/reset/${made.value.token}`,
    expiresAt: made.value.link.expiresAt,
  });
  // Not a redirect: the link must not be in an address, nor be kept to be shown again.
  return page<PersonPageProps>({ ...data, link });
}

async function ban(ctx: RequestContext, actor: Identity, form: FormData) {
  const { typed, hours } = readBan(form);
  const { reason, addresses, removesMessages } = typed;
  const wish = { userId: ctx.params.user!, addresses, removesMessages, reason, hours };
  const banned = await ctx.state.accounts.moderation.ban(actor, wish);
  if (!banned.ok) return await refused(ctx, actor, "ban", banned.error, typed);
  return await outcome(ctx, actor, "ban", banned);
}
