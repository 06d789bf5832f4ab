import { HttpError, page } from "fresh";
import { define } from "../../http/define.ts";
import { redirectToSignIn } from "../../http/forms/sign_in_redirect.ts";
import { PageError } from "../../http/middleware/error_pages.tsx";
import { readerClock } from "../../http/reader_clock.ts";
import { ROOM_ID } from "../../protocol/limits.ts";
import { chatIslands } from "../(_components)/chat_islands.ts";
import { ChatPage } from "../(_components)/ChatPage.tsx";

export const handlers = define.handlers({
  async GET(ctx) {
    const { hub, identity } = ctx.state;
    const id = ctx.params.room!;
    if (!ROOM_ID.test(id)) throw new HttpError(404);
    if (!identity) return redirectToSignIn(ctx);
    const { account: me } = identity;
    const view = await hub.rooms.view(id, me);
    if (!view) {
      throw new PageError(404, "This room does not exist", "You can create it now.", {
        label: "Create the room",
        post: "/rooms",
        fields: { title: id, id },
      });
    }
    const islands = chatIslands({
      ...view,
      me,
      rooms: hub.rooms.list(me),
      clock: readerClock(ctx.req),
      now: Date.now(),
      messageBytes: hub.limits.messageBytes,
    });
    return page(islands, { headers: { "Cache-Control": "no-store" } });
  },
});

export default define.page<typeof handlers>(({ data }) => <ChatPage {...data} />);
