import type {
  ChangePage,
  Message,
  MessagePage,
  Posting,
  RoomKind,
  User,
} from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";

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

/** The logs of rooms. */
export interface MessageStore {
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
}

/** Rooms, and who is in them. */
export interface RoomStore {
  /** All rooms, by id. */
  rooms(): Promise<RoomRecord[]>;
  /** Makes a room at version 0. Null when the id is taken. */
  createRoom(room: NewRoom): Promise<RoomRecord | null>;
  /** Changes what is named here and nothing else. Null when there is no such room. */
  updateRoom(id: string, patch: RoomPatch): Promise<RoomRecord | null>;
  /** Makes a user a member, or changes whether they manage the room; null removes them. The room as it
   *  is then; null when there is no such room or user. */
  setMember(id: string, userId: string, manager: boolean | null): Promise<RoomRecord | null>;
}

/** What the hub needs of storage. */
export interface Store extends MessageStore, RoomStore {
  /** Made with the data, and again when that was restored or replaced: what a version means holds for one epoch. */
  readonly epoch: string;
  /** Finishes what was asked for, then closes. */
  close(): Promise<void>;
}
