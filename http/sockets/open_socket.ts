import { refusalOf } from "../../accounts/moderation/active_bans.ts";
import type { Connection } from "../../hub/connections/connection.ts";
import type { Place } from "../../hub/connections/places.ts";
import type { OpenAdapter } from "../../hub/ports/dialect.ts";
import type { Identity, Origin } from "../../hub/ports/identities.ts";
import { CLOSE } from "../../protocol/close_codes.ts";
import type { Result, WireError } from "../../protocol/errors.ts";
import type { RequestContext } from "../define.ts";
import { errorResponse } from "../forms/error_response.ts";
import { banFor } from "../middleware/refuse_banned.ts";
import { sessionToken } from "../session_cookie.ts";
import { requestOrigin } from "../request_origin.ts";
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

/** How long an answered handshake may take to become a socket, in milliseconds. Deno tells nobody that it failed: its
 *  peer was gone before the answer. */
const OPENING_MS = 2_000;

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
  const { hub, config, identity, address } = ctx.state;
  const bad = refuseHandshake(ctx.req);
  if (bad) return bad;
  if (!isAllowedOrigin(ctx.req, ctx.url, config.allowedOrigins)) {
    return refuse(403, "Pages of this origin may not connect here");
  }
  const refusal = (error: WireError) => Response.json(body(error), errorResponse(error));
  const admitted = await hub.admit(address, identity?.account ?? null);
  if (!admitted.ok) return refusal(admitted.error);
  const place = admitted.value;
  try {
    const origin = await requestOrigin(ctx);
    const entered = await enter(origin);
    if (entered.ok) return upgrade(ctx, { ...entered.value, origin, place }, protocol);
    place.giveBack();
    return refusal(entered.error);
  } catch (error) {
    place.giveBack();
    throw error;
  }
}

function upgrade(
  ctx: RequestContext,
  admission: Admission & { origin: Origin; place: Place },
  protocol: string | undefined,
): Response {
  const { state } = ctx;
  const { hub } = state;
  // Once upgraded, the request cannot be asked any more.
  const token = sessionToken(ctx);
  const { socket, response } = Deno.upgradeWebSocket(ctx.req, {
    protocol,
    idleTimeout: hub.limits.idleTimeoutSeconds,
  });
  const isTooLate = giveBackUnlessOpened(admission.place, ctx.info);
  const opened = () => {
    if (isTooLate()) return socket.close(CLOSE.tryAgainLater.code, CLOSE.tryAgainLater.name);
    const transport = new SocketTransport(socket);
    const { banned } = state;
    const refused = banned ? refusalOf(banned.ban) : null;
    const connection = hub.attach(transport, { ...admission, refused });
    listen(socket, connection);
    // Whoever was banned in the meantime was not here yet to be sent away.
    const ban = banFor(state, admission.origin.address);
    if (ban) connection.end(CLOSE.banned, refusalOf(ban));
    else if (connection.sessionId && token) void confirmSession(state, connection, token);
  };
  socket.addEventListener("open", opened, { once: true });
  return response;
}

/** Gives a place back whose socket does not open within OPENING_MS after the handshake was answered.
 *  @returns to be called when it opens: whether that is too late */
function giveBackUnlessOpened(
  place: Place,
  { completed }: Pick<Deno.ServeHandlerInfo, "completed">,
): () => boolean {
  let state: "opening" | "open" | "given back" = "opening";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    if (state === "open") return;
    timer = setTimeout(() => {
      state = "given back";
      place.giveBack();
    }, OPENING_MS);
  };
  completed.then(wait, wait);
  return () => {
    clearTimeout(timer);
    if (state === "opening") state = "open";
    return state === "given back";
  };
}

/** Stands apart from the request, which a socket would keep in memory through what its listeners close over. */
function listen(socket: WebSocket, connection: Connection): void {
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") connection.receive(data);
    else connection.receiveBinary();
  };
  socket.onclose = ({ code }) => connection.closed(code);
}
