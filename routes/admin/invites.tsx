import { HttpError, page } from "fresh";
import {
  InvitesPage,
  type InvitesPageProps,
  type TypedInvite,
} from "../../components/account/administration/InvitesPage.tsx";
import { define, type RequestContext } from "../../http/define.ts";
import { adminOf } from "../../http/forms/actor.ts";
import { errorResponse, formError, must } from "../../http/forms/error_response.ts";
import { flashMessage, withFlash } from "../../http/forms/flash_message.ts";
import { readForm, textField } from "../../http/forms/form.ts";
import { newLink } from "../../http/forms/links.ts";
import { named } from "../../http/named.tsx";
import { readerClock } from "../../http/reader_clock.ts";
import type { Identity } from "../../hub/ports/identities.ts";

const FLASH = { withdraw: "The invite has been withdrawn." };

export const handlers = define.handlers({
  async GET(ctx) {
    const actor = adminOf(ctx);
    const data = { ...await describe(ctx, actor), flash: flashMessage(ctx.url, FLASH) };
    return page<InvitesPageProps>(data);
  },

  async POST(ctx) {
    const actor = adminOf(ctx);
    const form = await readForm(ctx.req);
    switch (textField(form, "do")) {
      case "create":
        return await create(ctx, actor, {
          role: textField(form, "role"),
          uses: textField(form, "uses"),
          days: textField(form, "days"),
          note: textField(form, "note"),
        });
      case "withdraw":
        must(
          await ctx.state.accounts.administration.withdrawInvite(actor, textField(form, "invite")),
        );
        return ctx.redirect(withFlash("/admin/invites", "withdraw"), 303);
    }
    throw new HttpError(400);
  },
});

export default define.page<typeof handlers>(({ data, state }) =>
  named(<InvitesPage {...data} />, state)
);

async function describe(ctx: RequestContext, actor: Identity): Promise<InvitesPageProps> {
  const { accounts } = ctx.state;
  const invites = must(await accounts.administration.invites(actor));
  const makers = await accounts.directory.byIds(invites.map(({ createdBy }) => createdBy!));
  const names = new Map(makers.map(({ id, name }) => [id, name]));
  return {
    me: actor.account,
    invites: invites.map((it) => ({ ...it, madeBy: names.get(it.createdBy!) ?? "—" })),
    clock: readerClock(ctx),
  };
}

async function create(ctx: RequestContext, actor: Identity, typed: TypedInvite) {
  const { role, note } = typed;
  if (role !== "member" && role !== "admin") throw new HttpError(400);
  const numbers = { uses: Number(typed.uses), days: Number(typed.days) };
  const wish = { role, ...numbers, note } as const;
  const made = await ctx.state.accounts.administration.invite(actor, wish);
  if (!made.ok) {
    const data = { ...await describe(ctx, actor), typed, error: formError(made.error) };
    return page<InvitesPageProps>(data, errorResponse(made.error));
  }
  const link = newLink(ctx, {
    text: "Your invite link",
    path: `/invite/${made.value.token}`,
    expiresAt: made.value.link.expiresAt,
  });
  // Not a redirect: the link must not be in an address, nor be kept to be shown again.
  return page<InvitesPageProps>({ ...await describe(ctx, actor), link });
}
