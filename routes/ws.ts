import { PROTOCOL } from "../protocol/events.ts";
import { confabV1 } from "../dialects/confab_v1.ts";
import type { Connection } from "../hub/connection.ts";
import { define } from "../http/define.ts";
import { refuse, refuseHandshake } from "../http/handshake.ts";
import { isAllowedOrigin } from "../http/origin.ts";
import { SocketTransport } from "../http/socket_transport.ts";

/** The one door for sockets: who may come in, then over to the hub. */
export const handlers = define.handlers({
  GET(ctx) {
    const { hub, config, user, address } = ctx.state;
    const request = ctx.req;
    const refusal = refuseHandshake(request);
    if (refusal) return refusal;
    if (!isAllowedOrigin(request, ctx.url, config.allowedOrigins)) {
      return refuse(403, "Pages of this origin may not connect here");
    }
    const offered = request.headers.get("sec-websocket-protocol")?.split(",") ?? [];
    if (!offered.some((protocol) => protocol.trim() === PROTOCOL)) {
      return refuse(400, `Ask for the subprotocol ${PROTOCOL}`);
    }
    const error = hub.admit(address, user);
    if (error) {
      return Response.json({ error }, { status: error.code === "shutting_down" ? 503 : 429 });
    }

    const { socket, response } = Deno.upgradeWebSocket(request, {
      protocol: PROTOCOL,
      idleTimeout: hub.limits.idleTimeoutSeconds,
    });
    let connection: Connection | null = null;
    socket.onopen = () => {
      connection = hub.attach(new SocketTransport(socket), {
        address,
        user,
        dialect: confabV1,
      });
    };
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") connection?.receive(data);
      else connection?.receiveBinary();
    };
    socket.onclose = ({ code }) => connection?.closed(code);
    return response;
  },
});
