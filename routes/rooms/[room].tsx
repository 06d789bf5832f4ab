import { HttpError, page } from "fresh";
import { define } from "../../http/define.ts";
import { firstRun } from "../../http/first_run.ts";
import { redirectToSignIn } from "../../http/forms/sign_in_redirect.ts";
import { PageError } from "../../http/middleware/error_pages.tsx";
import { named } from "../../http/named.tsx";
import { readerClock } from "../../http/reader_clock.ts";
import { ROOM_ID } from "../../protocol/limits.ts";
import { HOME_ROOM, NEWEST_PARAMETER, ROOMS_PATH } from "../../protocol/paths.ts";
import { isReservedId } from "../../protocol/reserved_id.ts";
import { withMark } from "../../hub/rooms/room_listing.ts";
import { chatIslands } from "../(_components)/chat_islands.ts";
import { ChatPage } from "../(_components)/ChatPage.tsx";

export const handlers = define.handlers({
  async GET(ctx) {
    const { accounts, hub, identity } = ctx.state;
    const id = ctx.params.room!;
    if (!ROOM_ID.test(id)) throw new HttpError(404);
    if (!identity) return redirectToSignIn(ctx);
    const { account: me } = identity;
    await hub.rooms.look(id, me);
    const isIn = await hub.listing.roomsOf(me);
    const rooms = hub.listing.mine(me, { isIn, open: id });
    const marks = await hub.listing.marksOf(me, rooms.map((room) => room.id));
    const mark = ctx.url.searchParams.has(NEWEST_PARAMETER) ? null : marks.get(id);
    const view = await hub.listing.view(id, me, { isIn, mark });
    if (!view) {
      const title = "This room does not exist";
      if (isReservedId(id)) {
        throw new PageError(
          404,
          title,
          "It may have been deleted, or you may not have access to it.",
          ALL_ROOMS,
        );
      }
      throw new PageError(404, title, "You can create it now.", {
        label: "Create the room",
        post: "/rooms",
        fields: { title: id, id },
      });
    }
    // Further up it would not be seen.
    const isBeginning = id === HOME_ROOM && !view.page.more;
    const islands = chatIslands({
      ...view,
      server: accounts.serverName.current,
      me,
      rooms: rooms.map((room) => withMark(room, marks.get(room.id))),
      firstRun: isBeginning ? await firstRun(ctx) : null,
      clock: readerClock(ctx),
      now: Date.now(),
      messageBytes: hub.limits.messageBytes,
    });
    return page(islands);
  },
});

const ALL_ROOMS = { label: "Browse all rooms", href: ROOMS_PATH };

export default define.page<typeof handlers>(({ data, state }) =>
  named(<ChatPage {...data} />, state)
);
