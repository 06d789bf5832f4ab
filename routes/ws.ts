import { wireError } from "../protocol/errors.ts";
import { PROTOCOL } from "../protocol/events.ts";
import { confabV1 } from "../dialects/confab_v1.ts";
import type { Connection } from "../hub/connection.ts";
import { define } from "../http/define.ts";
import { isAllowedOrigin } from "../http/origin.ts";
import { SocketTransport } from "../http/socket_transport.ts";

/** The one door for sockets: who may come in, then over to the hub. */
export const handlers = define.handlers({
  GET(ctx) {
    const { hub, config, user } = ctx.state;
    const request = ctx.req;
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return refuse(426, "bad_message", "This address speaks WebSocket only", {
        Upgrade: "websocket",
      });
    }
    if (!isAllowedOrigin(request, config.allowedOrigins)) {
      return refuse(403, "bad_message", "Pages of this origin may not connect here");
    }
    const offered = request.headers.get("sec-websocket-protocol")?.split(",") ?? [];
    if (!offered.some((protocol) => protocol.trim() === PROTOCOL)) {
      return refuse(400, "bad_message", `Ask for the subprotocol ${PROTOCOL}`);
    }
    const address = ctx.info.remoteAddr.transport === "tcp" ? ctx.info.remoteAddr.hostname : "";
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

function refuse(
  status: number,
  code: Parameters<typeof wireError>[0],
  message: string,
  headers?: HeadersInit,
): Response {
  return Response.json({ error: wireError(code, message) }, { status, headers });
}
