import { CLOSE } from "../protocol/close_codes.ts";
import type { Account, RoomInfo, User } from "../protocol/entities.ts";
import { fail, ok, type Result, type WireError, wireError } from "../protocol/errors.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Replies } from "../protocol/events.ts";
import { FOUND_USERS, TITLE_CHARACTERS } from "../protocol/limits.ts";
import { parseTitle, parseTopic } from "../protocol/name.ts";
import type { ClientRequest, ClientRequests, ClientRequestType } from "../protocol/requests.ts";
import { hasAccount, moderates, refuseManage, refusePost } from "./access.ts";
import type { Connection, Refused } from "./connection.ts";
import type { OutageLog } from "./outage_log.ts";
import {
  type Change,
  type Identities,
  type Identity,
  type Log,
  type NewRoom,
  type Origin,
  type RoomPatch,
  type RoomRecord,
  StorageError,
  type Store,
} from "./ports.ts";
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
  /** A room as somebody may see it; undefined when there is none they may know of. */
  room(id: string, account: Account): Room | undefined;
  /** The rooms somebody may see, by title. */
  rooms(account: Account): RoomInfo[];
  createRoom(room: NewRoom, address: string): Promise<Result<Room>>;
  /** Tells every hub how a room is now. */
  publishRoom(record: RoomRecord): void;
  /** The guest of this name. */
  enterByName(name: string, origin: Origin): Promise<Result<Account>>;
  /** Makes a connection somebody's; refuses past the user's limit of connections. */
  signIn(connection: Connection, identity: Identity): WireError | null;
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

type Credentials = Omit<ClientRequests["auth"], "type" | "ref">;

type Command<Type extends ClientRequestType> = (
  context: CommandContext,
  connection: Connection,
  request: ClientRequests[Type],
) => void | Promise<void>;

const commands: { [Type in ClientRequestType]: Command<Type> } = {
  "auth": signIn,

  "room.list": (context, connection, { ref }) => {
    context.watchRooms(connection);
    connection.reply(ref, "room.list", { rooms: context.rooms(connection.account!) });
  },

  "room.create": async (context, connection, { ref, id, title, private: isPrivate }) => {
    const account = connection.account!;
    const parsed = parseTitle(title ?? id);
    if (!parsed.ok) return connection.refuse(ref, wireError("bad_message", parsed.message));
    if (isPrivate && !hasAccount(account)) return connection.refuse(ref, claimFirst());
    const created = await context.createRoom({
      id: isPrivate ? privateId(id) : id,
      title: parsed.name,
      topic: "",
      kind: isPrivate ? "private" : "public",
      members: hasAccount(account) ? [{ userId: account.id, manager: true }] : [],
    }, connection.origin.address);
    if (!created.ok) return connection.refuse(ref, created.error);
    connection.reply(ref, "room.create", { room: created.value.info });
  },

  "room.update": async (
    context,
    connection,
    { ref, room: id, title, topic, archived, posting },
  ) => {
    const room = managedRoom(context, connection, id);
    if (!room.ok) return connection.refuse(ref, room.error);
    const patch: RoomPatch = { archived, posting };
    for (
      const [field, raw, parse] of [["title", title, parseTitle], [
        "topic",
        topic,
        parseTopic,
      ]] as const
    ) {
      if (raw === undefined) continue;
      const parsed = parse(raw);
      if (!parsed.ok) return connection.refuse(ref, wireError("bad_message", parsed.message));
      patch[field] = parsed.name;
    }
    const record = await context.store.updateRoom(id, patch);
    if (!record) return connection.refuse(ref, roomNotFound(id));
    context.publishRoom(record);
    connection.reply(ref, "room.update", { room: room.value.info });
  },

  "room.members": (context, connection, { ref, room: id }) => {
    const room = context.room(id, connection.account!);
    if (!room) return connection.refuse(ref, roomNotFound(id));
    connection.reply(ref, "room.members", { members: [...room.members] });
  },

  "room.invite": async (context, connection, { ref, room: id, user, manager = false }) => {
    const room = managedRoom(context, connection, id);
    if (!room.ok) return connection.refuse(ref, room.error);
    const [invited] = await context.identities.accounts([user]);
    if (!invited) return connection.refuse(ref, userNotFound(user));
    await setMember(context, connection, ref, { room: id, user, manager }, "room.invite");
  },

  "room.remove": async (context, connection, { ref, room: id, user }) => {
    const account = connection.account!;
    const room = context.room(id, account);
    if (!room) return connection.refuse(ref, roomNotFound(id));
    const leaves = user === account.id && room.kind !== "direct";
    const error = leaves ? null : refuseManage(account, room);
    if (error) return connection.refuse(ref, error);
    if (!room.managerOf.has(user)) return connection.refuse(ref, userNotFound(user));
    await setMember(context, connection, ref, { room: id, user, manager: null }, "room.remove");
  },

  "direct.open": async (context, connection, { ref, users }) => {
    const account = connection.account!;
    if (!hasAccount(account)) return connection.refuse(ref, claimFirst());
    const ids = [...new Set([account.id, ...users])].sort();
    const people = await context.identities.accounts(ids);
    const stranger = ids.find((id) => !people.some((person) => person.id === id));
    if (stranger !== undefined) return connection.refuse(ref, userNotFound(stranger));
    if (ids.length === 1) {
      const message = "A direct conversation takes somebody besides yourself";
      return connection.refuse(ref, wireError("bad_message", message));
    }
    const id = await directId(ids);
    let room = context.room(id, account);
    if (!room) {
      const title = people.map(({ name }) => name).sort().join(", ");
      const created = await context.createRoom({
        id,
        title: [...title].slice(0, TITLE_CHARACTERS).join(""),
        topic: "",
        kind: "direct",
        members: ids.map((userId) => ({ userId, manager: false })),
      }, connection.origin.address);
      // Taken: somebody else of them opened it at the same moment.
      room = created.ok ? created.value : context.room(id, account);
      if (!created.ok && !room) return connection.refuse(ref, created.error);
    }
    connection.reply(ref, "direct.open", { room: room!.info });
  },

  "user.find": async (context, connection, { ref, query }) => {
    if (!hasAccount(connection.account!)) return connection.refuse(ref, claimFirst());
    const found = await context.identities.searchAccounts(query, FOUND_USERS);
    connection.reply(ref, "user.find", { users: found.map(publicUser) });
  },

  "room.join": async (context, connection, { ref, room: id, after }) => {
    const account = connection.account!;
    const room = context.room(id, account);
    if (!room) return connection.refuse(ref, roomNotFound(id));
    const most = context.limits.roomsPerConnection;
    if (!connection.rooms.has(id) && connection.rooms.size >= most) {
      const message = `Cannot join "${id}": this connection is in ${most} rooms, the limit`;
      return connection.refuse(ref, wireError("too_many_rooms", message));
    }
    const joined = await room.join(connection, publicUser(account), after, (snapshot) => {
      const body = { ...snapshot, room: room.info, users: room.people };
      connection.reply(ref, "room.join", body);
    });
    if (!joined) connection.refuse(ref, roomNotFound(id));
  },

  "room.leave": (_context, connection, { ref, room: id }) => {
    const room = connection.rooms.get(id);
    if (!room) return connection.refuse(ref, notJoined(id));
    room.leave(connection, 0);
    connection.reply(ref, "room.leave", {});
  },

  "message.send": (context, connection, { ref, room, id, text, replyTo }) => {
    const user = publicUser(connection.account!);
    const change: Change = { kind: "post", room, user, id, text };
    if (replyTo !== undefined) change.replyTo = replyTo;
    changeRoom(context, connection, ref, change, "message.send");
  },

  "message.edit": (context, connection, { ref, room, seq, text }) => {
    const user = publicUser(connection.account!);
    changeRoom(context, connection, ref, { kind: "edit", room, user, seq, text }, "message.edit");
  },

  "message.delete": (context, connection, { ref, room, seq }) => {
    const account = connection.account!;
    const change: Change = { kind: "delete", room, user: publicUser(account), seq };
    if (moderates(account)) change.moderates = true;
    changeRoom(context, connection, ref, change, "message.delete");
  },

  "history.page": (context, connection, { ref, room, before, after, around, limit }) => {
    const size = pageSize(context.limits, limit);
    return answerRead(
      context,
      connection,
      ref,
      room,
      "history.page",
      () => context.store.page(room, { before, after, around }, size),
    );
  },

  "history.changes": (context, connection, { ref, room, after, limit }) => {
    const { store, limits } = context;
    const size = pageSize(limits, limit);
    return answerRead(
      context,
      connection,
      ref,
      room,
      "history.changes",
      () => resume(store, { room, after, limit: size, pageSize: limits.pageSize }),
    );
  },

  "typing": (context, connection, { ref, room: id }) => {
    const account = connection.account!;
    const room = connection.rooms.has(id) ? context.room(id, account) : undefined;
    if (!room) return connection.refuse(ref, notJoined(id));
    const error = refusePost(account, room);
    if (error) return connection.refuse(ref, error);
    room.startTyping(publicUser(account));
  },
};

/** Reads the log for who may see it, also when the answer is there: they may have been sent out meanwhile. */
async function answerRead<Type extends "history.page" | "history.changes">(
  context: CommandContext,
  connection: Connection,
  ref: string | undefined,
  room: string,
  type: Type,
  read: () => Promise<Replies[Type] | null>,
): Promise<void> {
  if (ref === undefined) return;
  const maySee = () => connection.account && context.room(room, connection.account);
  const page = maySee() && await read();
  if (!page || !maySee()) return connection.refuse(ref, roomNotFound(room));
  connection.reply(ref, type, page);
}

function managedRoom(context: CommandContext, connection: Connection, id: string): Result<Room> {
  const account = connection.account!;
  const room = context.room(id, account);
  if (!room) return { ok: false, error: roomNotFound(id) };
  const error = refuseManage(account, room);
  return error ? { ok: false, error } : ok(room);
}

async function setMember(
  context: CommandContext,
  connection: Connection,
  ref: string | undefined,
  { room, user, manager }: { room: string; user: string; manager: boolean | null },
  type: "room.invite" | "room.remove",
): Promise<void> {
  const record = await context.store.setMember(room, user, manager);
  if (!record) return connection.refuse(ref, roomNotFound(room));
  context.publishRoom(record);
  connection.reply(ref, type, {});
}

async function signIn(
  context: CommandContext,
  connection: Connection,
  { ref, ...credentials }: ClientRequests["auth"],
): Promise<void> {
  if (connection.account) {
    const message = `You are ${connection.account.name} already`;
    return connection.refuse(ref, wireError("already_authenticated", message));
  }
  const identified = await identify(context, connection.origin, credentials);
  if (connection.ended) return;
  if (!identified.ok) return connection.strike(ref, identified.error);
  const { account, token } = identified.value;
  const error = context.signIn(connection, identified.value);
  if (!error) return connection.reply(ref, "auth", { user: account, token });
  connection.refuse(ref, error);
  connection.end(CLOSE.tryAgainLater);
}

async function identify(
  { identities, enterByName }: CommandContext,
  origin: Origin,
  { name, token, username, password }: Credentials,
): Promise<Result<Identity & { token?: string }>> {
  if (username !== undefined && password !== undefined) {
    return await identities.signIn({ name: username, password, ...origin });
  }
  if (token !== undefined) {
    const identity = await identities.findSession(token);
    return identity
      ? ok({ ...identity, token })
      : fail("session_expired", "This session has ended: sign in again");
  }
  const guest = await enterByName(name!, origin);
  return guest.ok ? ok({ account: guest.value, sessionId: null }) : guest;
}

function checkRate(
  context: CommandContext,
  connection: Connection,
  { type }: ClientRequest,
): WireError | null {
  const changesLog = type.startsWith("message.");
  return changesLog && connection.account
    ? context.messageRate.refuse(connection.account.id, "messages")
    : context.commandRate.refuse(String(connection.id), "requests");
}

function checkIdentity(connection: Connection, { type }: ClientRequest): WireError | null {
  if (connection.account || type === "auth") return null;
  return wireError("not_authenticated", `Cannot ${type}: say who you are with auth first`);
}

/** Sends a change on its way; the answer comes when the store has decided. */
function changeRoom(
  context: CommandContext,
  connection: Connection,
  ref: string | undefined,
  change: Change,
  type: "message.send" | "message.edit" | "message.delete",
): void {
  const account = connection.account!;
  const room = context.room(change.room, account);
  if (!room) return connection.refuse(ref, roomNotFound(change.room));
  const error = refusePost(account, room);
  // Who may not post any more may still take back what they posted.
  if (error && (change.kind !== "delete" || room.archived)) return connection.refuse(ref, error);
  const most = context.limits.unansweredPerConnection;
  if (connection.unanswered >= most) return refuseUnanswered(connection, ref, most);
  connection.unanswered += 1;
  room.change(change, (outcome) => {
    connection.unanswered -= 1;
    if (outcome instanceof Error) {
      return connection.refuse(ref, describeFailure(context, type, outcome));
    }
    if (!outcome.ok) return connection.refuse(ref, outcome.error);
    const { seq, version, at, user } = outcome.message;
    if (type === "message.delete" && user.id !== account.id && !outcome.repeated) {
      noteDeletion(context, account, change.room, seq);
    }
    if (type === "message.send") connection.reply(ref, type, { seq, version, at });
    else connection.reply(ref, type, { version });
  });
}

function noteDeletion(context: CommandContext, actor: Account, room: string, seq: number): void {
  context.identities.noteDeletion(actor, room, seq).catch((error) => {
    context.log.error("a deletion is missing in the audit log", {
      room,
      seq,
      error: String(error),
    });
  });
}

/** What others see of an account. */
function publicUser({ id, name }: Account): User {
  return { id, name };
}

/** The id of a private room: not to be guessed, and never in the way of another. */
function privateId(wish: string): string {
  const random = crypto.randomUUID().replaceAll("-", "").slice(0, 16);
  return `${wish.slice(0, 31)}-${random}`;
}

/** The id of the direct room of these users (sorted): always the same. */
async function directId(userIds: string[]): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(userIds.join(" ")));
  return `direct-${new Uint8Array(digest).slice(0, 20).toHex()}`;
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

function userNotFound(id: string): WireError {
  return wireError("user_not_found", `There is no account "${id}"`);
}

function claimFirst(): WireError {
  return wireError("forbidden", "That takes an account: claim your name first");
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
