import type { ReadonlySignal } from "@preact/signals";
import type { Message, RoomInfo, User } from "../protocol/entities.ts";
import type { WireError } from "../protocol/errors.ts";
import type { ChangePage } from "../protocol/events.ts";

/** What the islands see of the browser's state. Everything that changes is a signal; everything a
 *  person does is a method. `client/chat.ts` has the one implementation. */

/** The connection, as people should see it. */
export type ConnectionState =
  | { status: "connecting" }
  | { status: "online" }
  /** `retryAt`: when the next attempt starts, in milliseconds since the epoch. */
  | { status: "waiting"; retryAt: number }
  /** The server said not to come back; `reason` is a sentence for people. */
  | { status: "ended"; reason: string };

/** A room in the list. */
export interface RoomSummary extends RoomInfo {
  /** Messages above the last one read here; 0 for the room that is open and followed. For other rooms it may be
   *  too high by what was edited or deleted among them, never 0 while one is unread. */
  unread: number;
}

/** One's own message that has not been acknowledged yet. */
export interface PendingMessage {
  /** The client id: stays the same over every retry. */
  id: string;
  text: string;
  /** When it was written, in milliseconds since the epoch. */
  at: number;
  replyTo?: number;
  /** Why it was not sent, as a sentence; null while it waits or is under way. */
  failure: string | null;
}

/** Who came and went at one moment, for the log. Not part of the history. */
export interface PresenceNotice {
  /** Unique in the room, for keys. */
  id: string;
  at: number;
  /** Sort it after the message with this seq (0: before all). */
  afterSeq: number;
  joined: User[];
  left: User[];
}

/** A stretch of one room's log without holes, plus what is not in the log yet. Immutable. */
export interface Timeline {
  /** Oldest first by seq; no two of one seq. Deleted ones stay as tombstones. */
  readonly messages: readonly Message[];
  /** Oldest first. */
  readonly pending: readonly PendingMessage[];
  /** Oldest first. */
  readonly notices: readonly PresenceNotice[];
  /** All changes up to this version are in `messages`, as far as they touch its stretch. */
  readonly version: number;
  /** The highest seq heard of, loaded or not. */
  readonly head: number;
  /** Older messages exist that are not loaded. */
  readonly hasOlder: boolean;
  /** The tail was trimmed (reading far up): newer messages exist that are not loaded. */
  readonly hasNewer: boolean;
  /** Seqs of messages that begin a group whatever stands above them: they were the topmost when shown,
   *  and a name that vanished with the next page would move the text under the reader's eyes. */
  readonly joints?: readonly number[];
}

/** A room that is or was open in this tab. */
export interface RoomState {
  readonly id: string;
  readonly info: ReadonlySignal<RoomInfo>;
  readonly timeline: ReadonlySignal<Timeline>;
  /** Who is in the room, by name. */
  readonly people: ReadonlySignal<readonly User[]>;
  /** Who else is typing, by name; never oneself. */
  readonly typing: ReadonlySignal<readonly User[]>;
  /** Which end is being loaded, if any. */
  readonly loading: ReadonlySignal<"older" | "newer" | null>;
  /** False until the first page is there. */
  readonly ready: ReadonlySignal<boolean>;
  /** Why the room cannot be joined (it does not exist, it went away); null while it can. The log that
   *  was loaded before stays readable. */
  readonly problem: ReadonlySignal<WireError | null>;
  /** The last seq read before the room was opened: the "New" divider stands below it. Null: no divider.
   *  Fixed while the room stays open. */
  readonly dividerAfter: ReadonlySignal<number | null>;

  /** Loads one more page into the past (or, when the tail was trimmed, into the future). One load at a
   *  time; does nothing at the end of the log. Resolves when the timeline has it. */
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** Makes the newest messages the loaded stretch again; at once when they already are. */
  loadLatest(): Promise<void>;
  /** The log tells where the reader is. Following: at the end, so the head may be trimmed; not following:
   *  the tail may. Following in a visible tab marks what is shown as read. */
  setFollowing(following: boolean): void;

  /** Queues a message under a new client id and sends it as soon as possible, once. */
  send(text: string, options?: { replyTo?: number }): void;
  /** Sends a failed message again, with its old client id. */
  retry(id: string): void;
  /** Forgets a failed message; its text comes back. */
  discard(id: string): string;
  /** Tells the others, at most every few seconds however often it is called. */
  startTyping(): void;

  /** What stands in the composer, kept for each room and over reloads. Empty once it is sent. */
  draft: string;
}

/** What the server put in the page. */
export interface Seed {
  me: User;
  rooms: RoomInfo[];
  room: RoomInfo;
  /** The newest page and the version it was read at. */
  page: ChangePage;
  people: User[];
}

export type Outcome = { ok: true } | { ok: false; error: WireError };

export interface Chat {
  readonly me: User;
  readonly connection: ReadonlySignal<ConnectionState>;
  /** By title. */
  readonly rooms: ReadonlySignal<readonly RoomSummary[]>;
  /** The room that is open. */
  readonly room: ReadonlySignal<RoomState>;

  /** Opens a room in place: URL, title and state, without a page load or a new socket.
   *  `push` false for back and forward, where the URL is already right. */
  open(roomId: string, options?: { push?: boolean }): void;
  /** Makes a room and opens it. */
  createRoom(title: string): Promise<Outcome>;
  /** Makes the room that is open and does not exist. Done as well when somebody else has made it meanwhile. */
  createMissing(): Promise<Outcome>;
  /** Tries to connect now instead of at `retryAt`. */
  reconnectNow(): void;
}
