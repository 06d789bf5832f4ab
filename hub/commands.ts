import { CLOSE } from "../protocol/close_codes.ts";
import type { RoomInfo, User } from "../protocol/entities.ts";
import { fail, ok, type Result, type WireError, wireError } from "../protocol/errors.ts";
import type { Limits } from "../protocol/limits.ts";
import { parseTitle } from "../protocol/name.ts";
import type { ClientRequest, ClientRequests, ClientRequestType } from "../protocol/requests.ts";
import type { Connection, Refused } from "./connection.ts";
import type { OutageLog } from "./outage_log.ts";
import { type Change, type Identities, type Log, StorageError, type Store } from "./ports.ts";
import type { RateLimit } from "./rate_limit.ts";
import { resume } from "./resume.ts";
import type { Room } from "./room.ts";

/** What the commands may use of the hub. */
export interface CommandContext {
  readonly store: Store;
  readonly identities: Identities;
  readonly limits: Limits;
  readonly log: Log;
  readonly outages: OutageLog;
  /** Whether the server is going down and takes nothing on. */
  readonly draining: boolean;
  /** By user. */
  readonly messageRate: RateLimit;
  /** By connection. */
  readonly commandRate: RateLimit;
  room(id: string): Room | undefined;
  rooms(): RoomInfo[];
  createRoom(id: string, title: string, address: string): Promise<Result<Room>>;
  /** The guest of this name. */
  enterByName(name: string, address: string): Promise<Result<{ user: User }>>;
  /** Makes a connection somebody's; refuses past the user's limit of connections. */
  signIn(connection: Connection, user: User): WireError | null;
  /** From here on the connection hears of made and changed rooms. */
  watchRooms(connection: Connection): void;
}

/** Requests that overtake the others of their connection, so that a post never waits behind a page of
 *  history. Among each other they keep their order. */
const OVERTAKING: ReadonlySet<ClientRequestType> = new Set([
  "message.send",
  "message.edit",
  "message.delete",
  "typing",
]);

/** Executes one request when its turn has come. Answers it, unless the connection ends before; never throws. */
export async function execute(
  context: CommandContext,
  connection: Connection,
  request: ClientRequest,
): Promise<void> {
  const { signingIn, lane } = connection;
  const most = context.limits.unansweredPerConnection;
  if (OVERTAKING.has(request.type)) {
    if (!signingIn) return perform(context, connection, request);
    // Who sends a post along with `auth` means it to come after.
    if (connection.unanswered >= most) return refuseUnanswered(connection, request.ref, most);
    connection.unanswered += 1;
    await signingIn;
    connection.unanswered -= 1;
    return perform(context, connection, request);
  }
  if (lane.length >= most) return refuseUnanswered(connection, request.ref, most);
  const done = lane.run(async () => {
    // Who does not read what was answered gets no further pages.
    await connection.outbox.flushed();
    await perform(context, connection, request);
    if (connection.signingIn === done) connection.signingIn = null;
  });
  if (request.type === "auth") connection.signingIn = done;
}

/** Refuses a line that is no request. It uses up rate like one, so that garbage is not free. */
export function refuseMalformed(
  context: CommandContext,
  connection: Connection,
  { ref, error }: Refused,
): void {
  context.commandRate.take(String(connection.id));
  connection.strike(ref, error);
}

/** Rate, then who asks, then what. */
async function perform(
  context: CommandContext,
  connection: Connection,
  request: ClientRequest,
): Promise<void> {
  if (connection.ended) return;
  if (context.draining) {
    return connection.refuse(request.ref, wireError("shutting_down", "The server is going down"));
  }
  const error = checkRate(context, connection, request) ?? checkIdentity(connection, request);
  if (error) return connection.strike(request.ref, error);
  try {
    const command = commands[request.type] as Command<ClientRequestType>;
    await command(context, connection, request);
  } catch (failure) {
    connection.refuse(request.ref, describeFailure(context, request.type, failure));
  }
}

type Command<Type extends ClientRequestType> = (
  context: CommandContext,
  connection: Connection,
  request: ClientRequests[Type],
) => void | Promise<void>;

const commands: { [Type in ClientRequestType]: Command<Type> } = {
  "auth": signIn,

  "room.list": (context, connection, { ref }) => {
    context.watchRooms(connection);
    connection.reply(ref, "room.list", { rooms: context.rooms() });
  },

  "room.create": async (context, connection, { ref, id, title }) => {
    const parsed = parseTitle(title ?? id);
    if (!parsed.ok) return connection.refuse(ref, wireError("bad_message", parsed.message));
    const created = await context.createRoom(id, parsed.name, connection.address);
    if (!created.ok) return connection.refuse(ref, created.error);
    connection.reply(ref, "room.create", { room: created.value.info });
  },

  "room.join": async (context, connection, { ref, room: id, after }) => {
    const room = context.room(id);
    if (!room) return connection.refuse(ref, roomNotFound(id));
    const most = context.limits.roomsPerConnection;
    if (!connection.rooms.has(id) && connection.rooms.size >= most) {
      const message = `Cannot join "${id}": this connection is in ${most} rooms, the limit`;
      return connection.refuse(ref, wireError("too_many_rooms", message));
    }
    await room.join(connection, connection.user!, after, (snapshot) => {
      const body = { ...snapshot, room: room.info, users: room.people };
      connection.reply(ref, "room.join", body);
    });
  },

  "room.leave": (_context, connection, { ref, room: id }) => {
    const room = connection.rooms.get(id);
    if (!room) return connection.refuse(ref, notJoined(id));
    room.leave(connection, 0);
    connection.reply(ref, "room.leave", {});
  },

  "message.send": (context, connection, { ref, room, id, text, replyTo }) => {
    const user = connection.user!;
    const change: Change = { kind: "post", room, user, id, text };
    if (replyTo !== undefined) change.replyTo = replyTo;
    changeRoom(context, connection, ref, change, "message.send");
  },

  "message.edit": (context, connection, { ref, room, seq, text }) => {
    const change: Change = { kind: "edit", room, user: connection.user!, seq, text };
    changeRoom(context, connection, ref, change, "message.edit");
  },

  "message.delete": (context, connection, { ref, room, seq }) => {
    const change: Change = { kind: "delete", room, user: connection.user!, seq };
    changeRoom(context, connection, ref, change, "message.delete");
  },

  "history.page": async (context, connection, { ref, room, before, after, around, limit }) => {
    if (ref === undefined) return;
    const size = pageSize(context.limits, limit);
    const page = await context.store.page(room, { before, after, around }, size);
    if (!page) return connection.refuse(ref, roomNotFound(room));
    connection.reply(ref, "history.page", page);
  },

  "history.changes": async (context, connection, { ref, room, after, limit }) => {
    if (ref === undefined) return;
    const { store, limits } = context;
    const size = pageSize(limits, limit);
    const page = await resume(store, { room, after, limit: size, pageSize: limits.pageSize });
    if (!page) return connection.refuse(ref, roomNotFound(room));
    connection.reply(ref, "history.changes", page);
  },

  "typing": (context, connection, { ref, room: id }) => {
    if (!connection.rooms.has(id)) return connection.refuse(ref, notJoined(id));
    context.room(id)?.startTyping(connection.user!);
  },
};

async function signIn(
  context: CommandContext,
  connection: Connection,
  { ref, name, token }: ClientRequests["auth"],
): Promise<void> {
  if (connection.user) {
    const message = `You are ${connection.user.name} already`;
    return connection.refuse(ref, wireError("already_authenticated", message));
  }
  const identified = name === undefined
    ? await resumeSession(context, token!)
    : await context.enterByName(name, connection.address);
  if (connection.ended) return;
  if (!identified.ok) return connection.refuse(ref, identified.error);
  const error = context.signIn(connection, identified.value.user);
  if (!error) return connection.reply(ref, "auth", identified.value);
  connection.refuse(ref, error);
  connection.end(CLOSE.tryAgainLater);
}

function checkRate(
  context: CommandContext,
  connection: Connection,
  { type }: ClientRequest,
): WireError | null {
  const changesLog = type.startsWith("message.");
  return changesLog && connection.user
    ? context.messageRate.refuse(connection.user.id, "messages")
    : context.commandRate.refuse(String(connection.id), "requests");
}

function checkIdentity(connection: Connection, { type }: ClientRequest): WireError | null {
  if (connection.user || type === "auth") return null;
  return wireError("not_authenticated", `Cannot ${type}: say who you are with auth first`);
}

async function resumeSession(
  context: CommandContext,
  token: string,
): Promise<Result<{ user: User; token: string }>> {
  const user = await context.identities.findSession(token);
  if (!user) return fail("session_expired", "This session has ended: sign in again");
  return ok({ user, token });
}

/** Sends a change on its way; the answer comes when the store has decided. */
function changeRoom(
  context: CommandContext,
  connection: Connection,
  ref: string | undefined,
  change: Change,
  type: "message.send" | "message.edit" | "message.delete",
): void {
  const room = context.room(change.room);
  if (!room) return connection.refuse(ref, roomNotFound(change.room));
  const most = context.limits.unansweredPerConnection;
  if (connection.unanswered >= most) return refuseUnanswered(connection, ref, most);
  connection.unanswered += 1;
  room.change(change, (outcome) => {
    connection.unanswered -= 1;
    if (outcome instanceof Error) {
      return connection.refuse(ref, describeFailure(context, type, outcome));
    }
    if (!outcome.ok) return connection.refuse(ref, outcome.error);
    const { seq, version, at } = outcome.message;
    if (type === "message.send") connection.reply(ref, type, { seq, version, at });
    else connection.reply(ref, type, { version });
  });
}

function pageSize(limits: Limits, asked: number | undefined): number {
  return Math.min(asked ?? limits.pageSize, limits.maxPageSize);
}

function refuseUnanswered(connection: Connection, ref: string | undefined, most: number): void {
  const message = `${most} requests wait for an answer, the limit: wait for some`;
  connection.refuse(ref, wireError("too_many_unanswered", message));
}

function roomNotFound(id: string): WireError {
  return wireError("room_not_found", `There is no room "${id}"`);
}

function notJoined(id: string): WireError {
  return wireError("not_joined", `You are not in the room "${id}"`);
}

/** What a peer may know of a failure; the log gets the rest. */
function describeFailure(context: CommandContext, type: string, failure: unknown): WireError {
  if (failure instanceof StorageError) {
    context.outages.tell("storage failed", { type, error: failure.message });
    return failure.retryable
      ? wireError("storage_unavailable", "Storage cannot be reached right now: try again")
      : wireError("storage_failed", "Storage has failed: the owner of this server must look at it");
  }
  const error = failure instanceof Error ? failure.stack ?? failure.message : String(failure);
  context.log.error("request failed", { type, error });
  return wireError("internal", "Something went wrong on the server: try again");
}
