import type { Account, Message, Posting, RoomKind, User } from "../protocol/entities.ts";
import type {
  ChangePage,
  MessageEvent,
  MessagePage,
  ReplyEvent,
  ServerEvent,
} from "../protocol/events.ts";
import type { Result, WireError } from "../protocol/errors.ts";
import type { Decoded } from "../protocol/codec.ts";
import type { Limits } from "../protocol/limits.ts";
import type { ClientRequest } from "../protocol/requests.ts";

/** What the hub needs of the world. Each port is a contract; one test runs against every adapter. */

/** A room as it is kept. */
export interface RoomRecord {
  id: string;
  title: string;
  topic: string;
  version: number;
  /** The `seq` of its newest message; 0 when nothing was ever posted. */
  lastSeq: number;
  kind: RoomKind;
  archived: boolean;
  posting: Posting;
  /** Of a public room only its managers, of the others everybody who may see it. By user id. */
  members: Member[];
}

export interface Member {
  user: User;
  /** Whether they may change the room, and who is in it. */
  manager: boolean;
}

export type NewRoom = Pick<RoomRecord, "id" | "title" | "topic" | "kind"> & {
  /** By id, with whether they manage it. Users unknown to the store are left out. */
  members: { userId: string; manager: boolean }[];
};

export type RoomPatch = Partial<Pick<RoomRecord, "title" | "topic" | "archived" | "posting">>;

/** One wish to change a room's log. The store decides its place. */
export type Change =
  | { kind: "post"; room: string; user: User; id: string; text: string; replyTo?: number }
  | { kind: "edit"; room: string; user: User; seq: number; text: string }
  /** `moderates`: whether it may be somebody else's message. */
  | { kind: "delete"; room: string; user: User; seq: number; moderates?: boolean };

/** What became of one change. `repeated`: the log already had it, nothing was written, and `message`
 *  is the message as it stands. A refusal (no such room or message, not yours) is an answer, not a failure. */
export type Appended =
  | { ok: true; message: Message; repeated: boolean }
  | { ok: false; error: WireError };

/** Storage failed. `retryable` tells whether the same call may succeed later: a full disk or a lock
 *  may pass, a corrupt file won't. The message is for the log, never for a peer. */
export class StorageError extends Error {
  override name = "StorageError";
  constructor(message: string, readonly retryable: boolean, options?: ErrorOptions) {
    super(message, options);
  }
}

/** Where a message is. */
export interface Place {
  room: string;
  seq: number;
}

export type PagePosition = { before?: number; after?: number; around?: number };

export interface Store {
  /** Appends in one transaction, in order; one answer for each change, in the same order. Resolves
   *  once all is on disk. A post whose (room, user, id) the log already has gives the first message.
   *  A room's `version` rises by exactly 1 per change written; times never decide order.
   *  Rejects only with StorageError, and then nothing was written, unless the connection to the storage was
   *  lost meanwhile: then a repeated post tells, by its id. */
  append(changes: Change[]): Promise<Appended[]>;
  /** The page of a room's log at a position (a `seq`, not itself included by before and after; newest
   *  page when none), oldest first by seq. `more`: whether the log goes on past the page, into the
   *  past for before, around and none; into the future for after. A page may be shorter than `limit`
   *  and still have more: it is cut at a size, too. Null when there is no such room. */
  page(room: string, position: PagePosition, limit: number): Promise<MessagePage | null>;
  /** The messages whose version is above `after`, oldest change first, and the room's version, read
   *  in one snapshot; cut like `page`. Null when there is no such room. */
  changes(room: string, after: number, limit: number): Promise<ChangePage | null>;
  /** The newest page, oldest first by seq, and the room's version, read in one snapshot. `more`: older ones
   *  exist. Null when there is no such room. Shared with others who ask: not to be changed. */
  snapshot(room: string, limit: number): Promise<ChangePage | null>;
  /** Where the messages of a user are that have not been deleted, in one unchanging order of rooms, by seq in
   *  each. Reads the whole log: for what is seldom done.
   *  @param after those that come after this place; null for the first */
  postsOf(userId: string, after: Place | null, limit: number): Promise<Place[]>;
  /** All rooms, by id. */
  rooms(): Promise<RoomRecord[]>;
  /** Makes a room at version 0. Null when the id is taken. */
  createRoom(room: NewRoom): Promise<RoomRecord | null>;
  /** Changes what is named here and nothing else. Null when there is no such room. */
  updateRoom(id: string, patch: RoomPatch): Promise<RoomRecord | null>;
  /** Makes a user a member, or changes whether they manage the room; null removes them. The room as it
   *  is then; null when there is no such room or user. */
  setMember(id: string, userId: string, manager: boolean | null): Promise<RoomRecord | null>;
  close(): Promise<void>;
}

/** Where somebody comes from. */
export interface Origin {
  /** An IP address. */
  address: string;
  /** Such as "Firefox on Linux"; empty when unknown. */
  device: string;
}

/** Somebody and the session by which they came in; no session for who has only given a name. */
export interface Identity {
  account: Account;
  sessionId: string | null;
}

/** Who somebody is. Kept apart from the log, so that accounts can grow without touching it.
 *  Every call rejects only with StorageError. */
export interface Identities {
  /** A new guest with a session of its own: two people may carry one name, unless an account has it. */
  createGuest(name: string, origin: Origin): Promise<Result<Identity & { token: string }>>;
  /** The guest of this name among those who give a name and nothing else (programs, the seeds'
   *  clients): the same name, case and all, is the same user, so that a retry after a reconnect is seen as
   *  one. Made when there is none.
   *  @param refuseNew asked before one is made: why not, or null */
  namedGuest(
    name: string,
    origin: Origin,
    refuseNew: () => WireError | null,
  ): Promise<Result<Account>>;
  /** Signs an account in by its name and password. `no_accounts` when there is none at all. */
  signIn(
    credentials: { name: string; password: string } & Origin,
  ): Promise<Result<Identity & { token: string }>>;
  /** Whose session this token is; null when unknown or over. */
  findSession(token: string): Promise<Identity | null>;
  /** Somebody who has not said who they are, under a name that is nobody's. Not kept until they post. */
  anonymous(origin: Origin): Promise<Result<Account>>;
  /** The accounts with these ids, in no order; unknown ids and guests are left out. */
  accounts(ids: string[]): Promise<Account[]>;
  /** Accounts whose name contains the query, case aside; by name. */
  searchAccounts(query: string, limit: number): Promise<Account[]>;
  /** Writes to the audit log what somebody did by their role, such as "message.delete" to a room. */
  note(
    actor: Account,
    action: string,
    target: string,
    details: Record<string, string | number | boolean | null>,
  ): Promise<void>;
}

/** A fact about a room that every hub must hear of. */
export type BrokerEvent = MessageEvent | { type: "room"; record: RoomRecord };

/** Carries events between hubs. The embedded broker calls back the same way a remote one would. */
export interface Broker {
  /** Events of one room arrive in the order they were published. */
  publish(event: BrokerEvent): void;
  subscribe(listener: (event: BrokerEvent) => void): void;
}

/** The sending half of one socket. */
export interface Transport {
  /** Hands a frame over. Must not throw; a closed socket swallows it. */
  send(frame: string): void;
  /** Bytes handed over but not yet taken by the network. */
  readonly bufferedBytes: number;
  close(code: number, reason: string): void;
}

/** Time and turns, injected so that tests own both. */
export interface Clock {
  /** Wall clock, milliseconds since the epoch. For people, never for order or timeouts. */
  now(): number;
  /** Never goes back, in milliseconds. For timeouts and rates. */
  monotonic(): number;
  /** Calls back once after a delay; the returned function calls it off. */
  after(delayMs: number, callback: () => void): () => void;
  /** Calls back once everything that has already arrived was handled, so that a burst is seen whole. */
  afterTurn(callback: () => void): void;
}

/** How one kind of client speaks. Has no state, so that a room encodes an event once for each dialect in it. */
export interface Dialect {
  /** Whether a peer that lagged can ask for what it missed; if not it is dropped when its outbox is full. */
  readonly canResume: boolean;
  /** Whether lines of a burst share a frame, separated by "\n". */
  readonly coalesces: boolean;
  /** The lines of an event; none when this dialect has no word for it.
   *  @param people who is in the event's room now, by name */
  encode(event: ServerEvent, people: () => User[]): string[];
}

/** Begins the side of one connection. */
export type OpenSession = (rooms: Versions) => Session;

/** What one connection says, read into requests. May have state, such as the room it talks to. */
export interface Session {
  /** What it speaks from here on: may change with what was read, to one that resumes and coalesces alike. */
  readonly dialect: Dialect;
  /** What is asked for in its name when it opens. */
  opening(): ClientRequest[];
  /** Reads a frame. Never throws; what is no request gives its own error, in place. */
  read(frame: string, limits: Limits): Decoded[];
  /** One of its requests was answered. What is asked for next in its name. */
  answered(reply: ReplyEvent): ClientRequest[];
}

/** Tells a room's version; 0 when there is no such room. */
export interface Versions {
  version(room: string): number;
}

/** Where the hub tells what went wrong. Never given a token, a password or a message's text. */
export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}
