import { HttpError, page } from "fresh";
import { BansPage, type BansPageProps } from "../../components/account/administration/BansPage.tsx";
import { define, type RequestContext } from "../../http/define.ts";
import { adminOf } from "../../http/forms/actor.ts";
import { bannedText, readBan } from "../../http/forms/ban_form.ts";
import { errorResponse, formError, must } from "../../http/forms/error_response.ts";
import { flashMessage, withFlash } from "../../http/forms/flash_message.ts";
import { readForm, textField } from "../../http/forms/form.ts";
import { paged, pageNumber } from "../../http/forms/paging.ts";
import { named } from "../../http/named.tsx";
import { readerClock } from "../../http/reader_clock.ts";
import type { Identity } from "../../hub/ports/identities.ts";

const FLASH = { lift: "The ban has been lifted." };

export const handlers = define.handlers({
  async GET(ctx) {
    const actor = adminOf(ctx);
    const described = await describe(ctx, actor);
    const ban = bannedText(described.bans[0], described.clock);
    const data = { ...described, flash: flashMessage(ctx.url, { ...FLASH, ban }) };
    return page<BansPageProps>(data);
  },

  async POST(ctx) {
    const actor = adminOf(ctx);
    const form = await readForm(ctx.req);
    switch (textField(form, "do")) {
      case "lift":
        must(await ctx.state.accounts.moderation.unban(actor, textField(form, "ban")));
        return ctx.redirect(withFlash("/admin/bans", "lift"), 303);
      case "ban":
        return await banAddress(ctx, actor, form);
    }
    throw new HttpError(400);
  },
});

export default define.page<typeof handlers>(({ data, state }) =>
  named(<BansPage {...data} />, state)
);

async function describe(ctx: RequestContext, actor: Identity): Promise<BansPageProps> {
  const all = must(await ctx.state.accounts.moderation.bans(actor));
  const { items: bans, ...place } = paged(all, pageNumber(ctx.url));
  return { me: actor.account, bans, ...place, clock: readerClock(ctx) };
}

async function banAddress(ctx: RequestContext, actor: Identity, form: FormData) {
  const { typed, hours } = readBan(form);
  const { reason, addresses } = typed;
  const banned = await ctx.state.accounts.moderation.ban(actor, { addresses, reason, hours });
  if (banned.ok) return ctx.redirect(withFlash("/admin/bans", "ban"), 303);
  const data = { ...await describe(ctx, actor), typed, error: formError(banned.error) };
  return page<BansPageProps>(data, errorResponse(banned.error));
}
