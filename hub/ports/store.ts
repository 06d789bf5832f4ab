import type { Content } from "../../protocol/content.ts";
import type {
  ChangePage,
  Message,
  MessagePage,
  Posting,
  ReadMark,
  RoomKind,
  User,
} from "../../protocol/entities.ts";
import type { Result, WireError } from "../../protocol/errors.ts";
import type { Limits } from "../../protocol/limits.ts";

/** A room as it is kept. */
export interface RoomRecord {
  id: string;
  title: string;
  topic: string;
  version: number;
  /** The `seq` of its newest message; 0 when nothing was ever posted. */
  lastSeq: number;
  /** When that was written, in milliseconds since the epoch; null when there is none. */
  lastAt: number | null;
  /** How many messages were ever posted in it, deleted ones too. */
  posts: number;
  kind: RoomKind;
  archived: boolean;
  posting: Posting;
  /** Of a public room only its managers, of the others everybody who may see it. By user id. */
  members: Member[];
  /** How many are in a public room; 0 of another, which has its members. */
  people: number;
  /** Raised by one with each change of `people`. A room that is made under the id of a deleted one begins above that one's. */
  peopleRevision: number;
  /** Rises with every change of the room's settings or members; its log has nothing to do with it. A room that is made
   *  under the id of a deleted one begins above that one's. */
  revision: number;
  /** The id of the user who made it; null when it was the server itself, or nobody knows. */
  madeBy: string | null;
}

export interface Member {
  user: User;
  /** Whether they may change the room, and who is in it. */
  manager: boolean;
  /** Of a direct room: when they were online last, in milliseconds since the epoch; absent when nobody knows. */
  lastSeen?: number;
}

export type NewRoom = Pick<RoomRecord, "id" | "title" | "topic" | "kind"> & {
  /** Who makes it: a guest unless they have an account. Null: the server itself. */
  maker: User | null;
  /** By id, with whether they manage it. Users unknown to the store are left out. */
  members: { userId: string; manager: boolean }[];
};

export type RoomPatch = Partial<Pick<RoomRecord, "title" | "topic" | "archived" | "posting">>;

/** One wish to change a room's log. The store decides its place, and whether its user may: by their role and
 *  membership as they are when it is written. */
export type Change =
  /** `id` is the client's. */
  | { kind: "post"; room: string; user: User; id: string; content: Content }
  /** What the content leaves out stays as it is.
   *  `base`: the version of the message that the edit was made on; without it the edit wins over whatever is there. */
  | { kind: "edit"; room: string; user: User; seq: number; content: Content; base?: number }
  /** `erasure`: it is part of a pending erasure of what the message's author wrote, which lets it delete that
   *  wherever it is. */
  | { kind: "delete"; room: string; user: User; seq: number; erasure?: true };

/** What became of one change. `repeated`: the log already had it, nothing was written, and `message`
 *  is the message as it stands. A refusal is an answer, not a failure. */
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
   *  once all is on disk. A room's `version` rises by exactly 1 per change written; times never decide order.
   *
   *  In this order: `room_not_found` when there is no such room, or the user may not read it; the first message again
   *  for a post whose (room, user, id) the log has, and the message for an edit or a delete that is done already, also where
   *  the user may not write any more; `banned` when a ban of the user holds, `session_expired` when they are deactivated;
   *  `read_only`; then `message_not_found`, `not_yours`, and `edit_conflict` with the `current` message. A delete that is
   *  part of an erasure is not refused because of who asks. Who deletes another's message by their role does so with an
   *  entry of the audit log.
   *
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
}

/** Rooms, and who is in them. What changes a room is decided in the transaction that writes it, by the rules of
 *  protocol/room_rules.ts, on the room, the actor's role and the members as they are then. An actor who acts by their role
 *  and not as a manager does so with an entry of the audit log. Who is banned (`banned`) or deactivated
 *  (`session_expired`) makes and changes none. Every call rejects only with StorageError, and then nothing was written, unless the connection to the storage was lost while it committed: then nobody knows. */
export interface RoomStore {
  /** All rooms, by id. */
  rooms(): Promise<RoomRecord[]>;
  /** Null when there is no such room. */
  room(id: string): Promise<RoomRecord | null>;
  /** How far the logs of these rooms got, in the same order; null where there is no such room. */
  versions(rooms: string[]): Promise<(number | null)[]>;
  /** Makes a room at version 0. `room_exists` when the id is taken; `too_many_rooms` when there are as many as the quotas
   *  let in, counted in the transaction that makes it.
   *  @param quotas none when absent */
  createRoom(room: NewRoom, quotas?: RoomQuotas): Promise<Result<RoomRecord>>;
  /** Changes what is named here and nothing else. `room_not_found` (also when the actor may not see the room),
   *  `forbidden`.
   *  @param actor the id of the user who does it */
  updateRoom(id: string, patch: RoomPatch, actor: string): Promise<Result<RoomRecord>>;
  /** Deletes a room in which nothing was ever posted; the room as it was, with a revision above all that were told of it.
   *  `room_not_found` (also when the actor may not see it), `forbidden` (also when it is not empty).
   *  @param actor the id of the user who does it; null for the server itself, which may delete every empty room */
  deleteRoom(id: string, actor: string | null): Promise<Result<RoomRecord>>;
  /** The ids of the public rooms made by guests, before a time in milliseconds since the epoch, in which nothing was ever
   *  posted; oldest first. */
  emptyGuestRooms(madeBefore: number, limit: number): Promise<string[]>;
  /** Puts somebody in a room, changes whether they manage it, or takes them out; the room as it is then. Out of a public
   *  room nobody is taken: they manage it no more. `room_not_found`
   *  (also when the actor may not see it), `forbidden` (also when nobody would manage the room any more), `user_not_found`
   *  when no such account is in use, or, to take out, when they are not in it. */
  setMember(change: MemberChange): Promise<Result<RoomRecord>>;
}

/** How many rooms there may be; protocol/limits.ts says of what. */
export type RoomQuotas = Pick<Limits, "rooms" | "guestRooms" | "roomsPerUser">;

export interface MemberChange {
  room: string;
  /** Whose membership it is: a user's id. */
  user: string;
  /** Whether they manage the room from now on; null takes them out. Absent: as before; who is new is a member, in a
   *  public room, where only managers are kept, a manager. */
  manager?: boolean | null;
  /** The id of the user who does it. */
  actor: string;
}

/** How many are in a public room. Of two the one with the higher revision is newer. */
export type Headcount = Pick<RoomRecord, "people" | "peopleRevision">;

/** Somebody in a room, as they are listed. */
export interface Person {
  user: User;
  /** When they were online last, in milliseconds since the epoch; null when nobody knows. */
  lastSeen: number | null;
}

/** Who is in a room. In a public one everybody is from when they first open it until they leave it for good. */
export interface PeopleStore {
  /** Puts somebody in a public room, who is made if the store does not know them: a guest. `isNew`: whether they were not in
   *  it. `room_not_found` when there is no such public room, `banned` or `session_expired` when they are banned or
   *  deactivated, `too_many_rooms` when they are in `most` others.
   *  @param user by the name they have, should they be new to the store */
  enterRoom(
    room: string,
    user: User,
    most: number,
  ): Promise<Result<Headcount & { isNew: boolean }>>;
  /** Takes somebody out of a public room; whoever managed it does no more. `wasIn`: whether they were in it.
   *  `room_not_found` when there is no such public room. */
  quitRoom(room: string, userId: string): Promise<Result<Headcount & { wasIn: boolean }>>;
  /** The ids of the public rooms that these users are in, in no order; an answer for each, in the same order. */
  roomsOf(userIds: string[]): Promise<string[][]>;
  /** Who is in a room of whatever kind, by name (in the order of its code points), then by id. Empty when there is no such
   *  room.
   *  @param after where to begin: behind this name and id
   *  @param query what their names must contain, case and accents aside */
  people(
    room: string,
    page: { after: User | null; query?: string; limit: number },
  ): Promise<Person[]>;
  /** Notes when users were online last, in milliseconds since the epoch; unknown ones are left out. */
  noteSeen(userIds: string[], at: number): Promise<void>;
}

/** Whose mark in which room: ids. */
export interface Reader {
  room: string;
  user: string;
}

/** How far people have read. */
export interface ReadStore {
  /** Moves somebody's mark forward to `seq`, but no further than the room's version; with `unread` to just before `seq`,
   *  wherever it is. The mark as it is then, also when it did not move. Null when there is no such room or user, or the
   *  room is not public and they are not in it. */
  markRead(wish: Reader & { seq: number; unread?: boolean }): Promise<ReadMark | null>;
  /** One answer for each reader, in the same order. Null as above, and for who has no mark in a public room. In other rooms
   *  everybody has one: in a conversation before its first message, in a private room where it was when they came in.
   *  `unread` is COUNTED_UNREAD at most. */
  readMarks(readers: Reader[]): Promise<(ReadMark | null)[]>;
}

/** A wish to remove all that somebody wrote. It outlives the process that took it on. */
export interface Erasure {
  /** Whose messages: a user's id. */
  userId: string;
  /** The id of the user who wants it so. */
  actor: string;
  /** In milliseconds since the epoch. */
  at: number;
}

/** A part of a walk through the log. */
export interface PostsFound {
  /** In order; may be empty where the log goes on. */
  places: Place[];
  /** Where the walk goes on; null at the end. */
  next: Place | null;
  /** How many messages the user had posted when the call began, deleted ones too. */
  posted: number;
}

/** Erasures, which accounts begin (accounts/ports.ts) and the hub works off: with deletes that are part of one, until no
 *  message is left. */
export interface ErasureStore {
  /** Those that are not finished, oldest first. */
  pendingErasures(): Promise<Erasure[]>;
  /** Where messages of a user are that have not been deleted: the next in a walk through the whole log, room by room and by
   *  seq in each. A call goes a part of the way, so that other reads need not wait for long.
   *  @param after where the last call got to; null to begin
   *  @param limit most places given */
  postsOf(userId: string, after: Place | null, limit: number): Promise<PostsFound>;
  /** The erasure of what this user wrote is done: forgets it, with an entry of the audit log that says how many messages
   *  it removed. Does nothing when they have posted since the walk that removed all, and says so: false.
   *  @param posted as the first call of that walk gave it */
  finishErasure(userId: string, posted: number): Promise<boolean>;
}

/** What the hub needs of storage. */
export interface Store extends MessageStore, RoomStore, PeopleStore, ReadStore, ErasureStore {
  /** Made with the data, and again when that was restored or replaced: what a version means holds for one epoch. */
  readonly epoch: string;
  /** Finishes what was asked for, then closes. */
  close(): Promise<void>;
}
