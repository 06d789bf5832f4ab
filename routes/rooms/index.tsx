import { page } from "fresh";
import { RoomsPage, type RoomsPageProps } from "../../components/room/RoomsPage.tsx";
import { define, type RequestContext } from "../../http/define.ts";
import { readForm, textField } from "../../http/forms/form.ts";
import { paged, pageNumber, searchQuery } from "../../http/forms/paging.ts";
import { localPath, redirectToSignIn } from "../../http/forms/sign_in_redirect.ts";
import { PageError } from "../../http/middleware/error_pages.tsx";
import { named } from "../../http/named.tsx";
import type { Identity } from "../../hub/ports/identities.ts";
import { sentence } from "../../protocol/errors.ts";
import { ROOM_ID } from "../../protocol/limits.ts";
import { parseTitle, slugify } from "../../protocol/name.ts";
import { roomPath } from "../../protocol/paths.ts";
import { hasAccount } from "../../protocol/roles.ts";
import { asShownTo } from "../../protocol/room_title.ts";

/** Most rooms that one form makes. */
const MOST_TITLES = 8;

/** All rooms one may see, and the form that makes public ones without a script. */
export const handlers = define.handlers({
  async GET(ctx) {
    const { hub, identity } = ctx.state;
    if (!identity) return redirectToSignIn(ctx);
    const { account: me } = identity;
    const query = searchQuery(ctx.url);
    const { items, ...place } = paged(hub.listing.list(me, { query }), pageNumber(ctx.url));
    const isIn = await hub.listing.roomsOf(me);
    const rooms = items.map((room) =>
      asShownTo(me.id, { ...room.info, isIn: room.kind !== "public" || isIn.has(room) })
    );
    return page<RoomsPageProps>({ rooms, query, ...place });
  },

  async POST(ctx) {
    const { identity } = ctx.state;
    if (!identity) return redirectToSignIn(ctx);
    const form = await readForm(ctx.req);
    const titles = form.getAll("title").map(String).filter((title) => title.trim() !== "");
    // A link that led nowhere names the id it wants.
    const wish = textField(form, "id");
    const paths: string[] = [];
    for (const title of titles.length === 0 ? [""] : titles.slice(0, MOST_TITLES)) {
      paths.push(await makeRoom(ctx, identity, { title, id: wish }));
    }
    return ctx.redirect(localPath(form.get("to")) ?? paths[0]!, 303);
  },
});

export default define.page<typeof handlers>(({ data, state }) =>
  named(<RoomsPage {...data} />, state)
);

/** Makes a public room, where there is none of that id.
 *  @param wish.id the id it shall have; one out of its title where that is none
 *  @returns where it is
 *  @throws PageError that says why it cannot be made */
async function makeRoom(
  { state }: RequestContext,
  { account }: Identity,
  wish: { title: string; id: string },
): Promise<string> {
  const title = parseTitle(wish.title);
  if (!title.ok) throw new PageError(422, "This room cannot be created", `${title.message}.`);
  const id = ROOM_ID.test(wish.id) ? wish.id : slugify(title.name);
  if (id === "") {
    const text = "A room's title needs at least one letter from a to z or a digit.";
    throw new PageError(422, "This room cannot be created", text);
  }
  const created = await state.hub.storedRooms.create({
    id,
    title: title.name,
    topic: "",
    kind: "public",
    members: hasAccount(account) ? [{ userId: account.id, manager: true }] : [],
  }, { account, address: state.address });
  // Taken: then it is there to be entered, which is what was wanted.
  if (created.ok || created.error.code === "room_exists") return roomPath(id);
  const status = created.error.code === "rate_limited" ? 429 : 422;
  throw new PageError(status, "This room cannot be created", sentence(created.error));
}
