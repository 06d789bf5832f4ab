import { CLOSE } from "../protocol/close_codes.ts";
import { PROTOCOL } from "../protocol/events.ts";
import { openConfabV1 } from "../dialects/confab_v1.ts";
import type { Connection } from "../hub/connection.ts";
import { banFor } from "../http/banned.ts";
import { confirmSession } from "../http/confirm_session.ts";
import { define } from "../http/define.ts";
import { refuse, refuseHandshake } from "../http/handshake.ts";
import { sessionToken } from "../http/identity.ts";
import { isAllowedOrigin } from "../http/origin.ts";
import { requestOrigin } from "../http/request_origin.ts";
import { SocketTransport } from "../http/socket_transport.ts";

/** The one door for sockets: who may come in, then over to the hub. */
export const handlers = define.handlers({
  async GET(ctx) {
    const { hub, config, identity } = ctx.state;
    const request = ctx.req;
    const refusal = refuseHandshake(request);
    if (refusal) return refusal;
    if (!isAllowedOrigin(request, config.allowedOrigins)) {
      return refuse(403, "Pages of this origin may not connect here");
    }
    const offered = request.headers.get("sec-websocket-protocol")?.split(",") ?? [];
    if (!offered.some((protocol) => protocol.trim() === PROTOCOL)) {
      return refuse(400, `Ask for the subprotocol ${PROTOCOL}`);
    }
    const origin = await requestOrigin(ctx);
    const error = hub.admit(origin.address, identity?.account ?? null);
    if (error) {
      return Response.json({ error }, { status: error.code === "shutting_down" ? 503 : 429 });
    }

    // Once upgraded, the request cannot be asked any more.
    const token = sessionToken(ctx);
    const { socket, response } = Deno.upgradeWebSocket(request, {
      protocol: PROTOCOL,
      idleTimeout: hub.limits.idleTimeoutSeconds,
    });
    let connection: Connection | null = null;
    socket.onopen = () => {
      connection = hub.attach(new SocketTransport(socket), {
        origin,
        identity,
        openSession: openConfabV1,
      });
      // Whoever was banned in the meantime was not here yet to be sent away.
      if (banFor(ctx.state, origin.address)) connection.end(CLOSE.banned);
      else if (identity && token) void confirmSession(ctx.state, connection, token);
    };
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") connection?.receive(data);
      else connection?.receiveBinary();
    };
    socket.onclose = ({ code }) => connection?.closed(code);
    return response;
  },
});
