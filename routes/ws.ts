import { openConfabV1 } from "../dialects/confab_v1.ts";
import { openPlain } from "../dialects/plain.ts";
import { define } from "../http/define.ts";
import { refuse } from "../http/sockets/handshake.ts";
import { openSocket } from "../http/sockets/open_socket.ts";
import { enterSeed } from "../http/sockets/seed_clients.ts";
import { ok } from "../protocol/errors.ts";
import { PROTOCOL } from "../protocol/events.ts";
import { HOME_ROOM } from "../protocol/paths.ts";

/** Sockets: with the subprotocol they speak confab.v1, without any the dialects of gorilla's and gFly's chat. */
export const handlers = define.handlers({
  GET(ctx) {
    const { hub, identity } = ctx.state;
    const offered = ctx.req.headers.get("sec-websocket-protocol");
    if (offered === null) {
      const { searchParams } = ctx.url;
      return openSocket(ctx, {
        enter: (origin) =>
          enterSeed(hub, {
            identity,
            name: searchParams.get("name"),
            origin,
            room: searchParams.get("channel") || HOME_ROOM,
            open: openPlain,
          }),
        body: ({ message }) => ({ error: message }),
      });
    }
    if (!offered.split(",").some((protocol) => protocol.trim() === PROTOCOL)) {
      return refuse(400, `Ask for the subprotocol ${PROTOCOL}, or for none`);
    }
    const enter = () => ok({ identity, openAdapter: openConfabV1 });
    return openSocket(ctx, { enter, protocol: PROTOCOL });
  },
});
