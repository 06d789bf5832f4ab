import { refusalOf } from "../../accounts/moderation/active_bans.ts";
import type { Connection } from "../../hub/connections/connection.ts";
import type { OpenAdapter } from "../../hub/ports/dialect.ts";
import type { Identity, Origin } from "../../hub/ports/identities.ts";
import { CLOSE } from "../../protocol/close_codes.ts";
import type { Result, WireError } from "../../protocol/errors.ts";
import type { RequestContext } from "../define.ts";
import { errorResponse } from "../forms/error_response.ts";
import { banFor } from "../middleware/refuse_banned.ts";
import { sessionToken } from "../session_cookie.ts";
import { requestOrigin } from "../request_origin.ts";
import { AdmissionQueue } from "./admission_queue.ts";
import { confirmSession } from "./confirm_session.ts";
import { refuse, refuseHandshake } from "./handshake.ts";
import { isAllowedOrigin } from "./allowed_origin.ts";
import { SocketTransport } from "./socket_transport.ts";

/** How somebody comes in. */
export interface Admission {
  /** Null when they have to say who they are. */
  identity: Identity | null;
  /** Whether they still may say who they are, though they were given an identity. */
  provisional?: boolean;
  openAdapter: OpenAdapter;
}

const admissionQueue = new AdmissionQueue();

/** The one door for sockets: who may come in, then over to the hub.
 *  @param enter finds out who comes and how they speak; asked when a connection may be made at all
 *  @param protocol the subprotocol that was agreed on
 *  @param body what is answered when somebody is refused */
export async function openSocket(
  ctx: RequestContext,
  { enter, protocol, body = (error) => ({ error }) }: {
    enter: (origin: Origin) => Result<Admission> | Promise<Result<Admission>>;
    protocol?: string;
    body?: (error: WireError) => unknown;
  },
): Promise<Response> {
  const { hub, config, identity, banned } = ctx.state;
  const bad = refuseHandshake(ctx.req);
  if (bad) return bad;
  if (!isAllowedOrigin(ctx.req, ctx.url, config.allowedOrigins)) {
    return refuse(403, "Pages of this origin may not connect here");
  }
  const origin = await requestOrigin(ctx);
  await admissionQueue.enter();
  const full = hub.admit(origin.address, identity?.account ?? null);
  const entered = full ? { ok: false as const, error: full } : await enter(origin);
  if (!entered.ok) return Response.json(body(entered.error), errorResponse(entered.error));
  // Once upgraded, the request cannot be asked any more.
  const token = sessionToken(ctx);
  const { socket, response } = Deno.upgradeWebSocket(ctx.req, {
    protocol,
    idleTimeout: hub.limits.idleTimeoutSeconds,
  });
  const opened = () => {
    const transport = new SocketTransport(socket);
    const refused = banned ? refusalOf(banned.ban) : null;
    const connection = hub.attach(transport, { ...entered.value, refused, origin });
    listen(socket, connection);
    // Whoever was banned in the meantime was not here yet to be sent away.
    const ban = banFor(ctx.state, origin.address);
    if (ban) connection.end(CLOSE.banned, refusalOf(ban));
    else if (connection.sessionId && token) void confirmSession(ctx.state, connection, token);
  };
  socket.addEventListener("open", opened, { once: true });
  return response;
}

/** Stands apart from the request, which a socket would keep in memory through what its listeners close over. */
function listen(socket: WebSocket, connection: Connection): void {
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") connection.receive(data);
    else connection.receiveBinary();
  };
  socket.onclose = ({ code }) => connection.closed(code);
}
