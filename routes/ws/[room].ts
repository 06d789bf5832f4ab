import { openRooms } from "../../dialects/rooms.ts";
import { define } from "../../http/define.ts";
import { openSocket } from "../../http/sockets/open_socket.ts";
import { enterSeed, roomAndNameRequired } from "../../http/sockets/seed_clients.ts";

/** Sockets that speak the dialect of the room server of "WebSockets explained". */
export const handlers = define.handlers({
  GET(ctx) {
    const { hub, identity } = ctx.state;
    const room = ctx.params.room!;
    const name = ctx.url.searchParams.get("username") ?? "";
    if (room.trim() === "" || name === "") {
      return roomAndNameRequired();
    }
    return openSocket(ctx, {
      enter: (origin) => enterSeed(hub, { identity, name, origin, room, open: openRooms }),
      body: ({ message }) => ({ error: message }),
    });
  },
});
