import type { ReadonlySignal } from "@preact/signals";
import type { Content } from "../protocol/content.ts";
import type {
  Account,
  ListedRoom,
  Message,
  OpenedPage,
  Posting,
  RoomInfo,
  RoomMember,
  RoomPerson,
  User,
} from "../protocol/entities.ts";
import type { BanTerms, Outcome, Result, WireError } from "../protocol/errors.ts";
import type { ReadOnly } from "../protocol/room_rules.ts";
import type { Settings } from "../protocol/settings.ts";
import type { Landing } from "./log/landing.ts";
import type { OutgoingItem } from "./outgoing/outgoing_item.ts";

/** What the islands see of the browser's state. Everything that changes is a signal; everything a
 *  person does is a method. `client/chat.ts` has the one implementation. The message of an outcome's error is a sentence
 *  for people. */

/** The connection, as people should see it. */
export type ConnectionState =
  | { status: "connecting" }
  | { status: "online" }
  /** `retryAt`: when the next attempt starts, in milliseconds since the epoch. */
  | { status: "waiting"; retryAt: number }
  /** The server said not to come back; `reason` is a sentence for people. `ban`: where that is why, its terms. */
  | { status: "ended"; reason: string; ban?: BanTerms };

/** A room in the list. A direct conversation goes by the names of the others in it. */
export interface RoomSummary extends RoomInfo {
  /** Whether it stands among the unread ones in the list: of the open room, whether something in it was unread when it was
   *  opened. */
  isNew: boolean;
  /** Messages of others after the last one that I have read, on whichever device; COUNTED_UNREAD stands for that many or
   *  more. */
  unread: number;
}

/** Who came into the room for the first time and who left it for good at one moment, for the log. Not part of the history. */
export interface PresenceNotice {
  /** Unique in the room, for keys. */
  id: string;
  at: number;
  /** Sort it after the message with this seq (0: before all). */
  afterSeq: number;
  joined: User[];
  left: User[];
}

/** A stretch of one room's log without holes. Immutable. */
export interface Timeline {
  /** Oldest first by seq; no two of one seq. Deleted ones stay as tombstones. */
  readonly messages: readonly Message[];
  /** Oldest first. */
  readonly notices: readonly PresenceNotice[];
  /** Of the data it was read from; empty before the first page. */
  readonly epoch: string;
  /** All changes up to this version are in `messages`, as far as they touch its stretch. */
  readonly version: number;
  /** The highest seq heard of, loaded or not. */
  readonly head: number;
  /** Older messages exist that are not loaded. */
  readonly hasOlder: boolean;
  /** Newer messages exist that are not loaded: the tail was trimmed, or the log was opened further up. */
  readonly hasNewer: boolean;
  /** Seqs of messages that begin a group whatever stands above them: they were the topmost when shown,
   *  and a name that vanished with the next page would move the text under the reader's eyes. */
  readonly joints?: readonly number[];
}

/** What may be changed of a room; what is not named stays. */
export interface RoomChanges {
  title?: string;
  topic?: string;
  archived?: boolean;
  posting?: Posting;
}

/** How a room is, and who is in it. Whoever may not change that is refused by the server, in words for people. */
export interface RoomSettings {
  /** Of a public room its managers, of others everybody in it, by name; null while it is not known. */
  readonly members: ReadonlySignal<readonly RoomMember[] | null>;
  /** Whether I may change the room and who is in it, as far as is known. */
  readonly manages: ReadonlySignal<boolean>;
  /** Why I cannot write here; null when I can. Unknown: only managers can, and whether I am one is not known yet. */
  readonly readOnly: ReadonlySignal<ReadOnly | "unknown" | null>;
  /** Whether I may delete the room, as far as is known: nothing was ever posted in it. */
  readonly deletes: ReadonlySignal<boolean>;
  /** Keeps `members` up to date until the function it gives is called. */
  watch(): () => void;
  update(changes: RoomChanges): Promise<Outcome>;
  /** Makes somebody a member, or one with other rights. */
  invite(userId: string, options: { manager: boolean }): Promise<Outcome>;
  remove(userId: string): Promise<Outcome>;
}

/** A message of one's own that is being rewritten. */
export interface Editing {
  readonly seq: number;
  /** What stands in the field now. */
  text: string;
}

/** Changes messages that are in the log. What it decides is sent like a message: as soon as possible, once. */
export interface MessageEditor {
  /** The message that is being rewritten; null while none is. */
  readonly current: ReadonlySignal<Editing | null>;
  /** Begins to rewrite one's own message; without a seq, one's last one that is loaded. Whether there is one. */
  start(seq?: number): boolean;
  /** Ends that.
   *  @param text what it is to say; null, or nothing but space, to leave it as it was */
  finish(text: string | null): void;
  delete(seq: number): void;
}

/** Why a room cannot be joined. */
export interface RoomProblem extends WireError {
  /** It was there, and was deleted. */
  deleted?: true;
}

/** Who is in a room. */
export interface PeopleOfRoom {
  /** Who of them is online, by name; of many some. */
  readonly online: ReadonlySignal<readonly User[]>;
  /** The others, by name; of many some. Null while it is not known. */
  readonly offline: ReadonlySignal<readonly RoomPerson[] | null>;
  /** Keeps those who are offline known until the function it gives is called. */
  watch(): () => void;
  /** Whether there are more than are known.
   *  @param counts the room's */
  hasMore(counts: Pick<RoomInfo, "online">): boolean;
  /** Loads some more of them; resolves when they are known. */
  more(counts: Pick<RoomInfo, "online">): Promise<void>;
  /** Those whose name contains this, online ones first; of many some. */
  find(query: string): Promise<Result<RoomPerson[]>>;
}

/** A room that is or was open in this tab. */
export interface RoomState {
  readonly id: string;
  readonly info: ReadonlySignal<RoomInfo>;
  readonly timeline: ReadonlySignal<Timeline>;
  /** What is on its way, or was refused: new messages in the order of writing, and the last change to each message that
   *  is to be changed. */
  readonly pending: ReadonlySignal<readonly OutgoingItem[]>;
  readonly people: PeopleOfRoom;
  /** The ids of guests here who share their name with another guest: see `nameTag`. */
  readonly namesakes: ReadonlySignal<ReadonlySet<string>>;
  /** Who else is typing, by name; never oneself. */
  readonly typing: ReadonlySignal<readonly User[]>;
  /** Which end is being loaded, if any. */
  readonly loading: ReadonlySignal<"older" | "newer" | null>;
  /** False until the first page is there. */
  readonly ready: ReadonlySignal<boolean>;
  /** Why the room cannot be joined (it does not exist, it went away); null while it can. The log that
   *  was loaded before stays readable. */
  readonly problem: ReadonlySignal<RoomProblem | null>;
  readonly settings: RoomSettings;
  readonly editor: MessageEditor;
  /** The last seq read before the room was opened: the "New" divider stands below it. Null: no divider. While the room stays
   *  open it moves only when messages are marked read or unread on purpose, or the reader was away or passes others over. */
  readonly dividerAfter: ReadonlySignal<number | null>;
  /** Where the log is to be put; null once it is there, and when that is the end. */
  readonly landing: ReadonlySignal<Landing | null>;
  /** Whether the reader went to the end past what they had not read, which begins at the divider. */
  readonly hasPassedOver: ReadonlySignal<boolean>;
  /** Whether the timeline is as the room was when it was joined, or later. */
  readonly isComplete: ReadonlySignal<boolean>;
  /** When the first unread message was written, in milliseconds since the epoch; null when none is, or it is not loaded. */
  readonly unreadSince: ReadonlySignal<number | null>;

  /** Loads one more page into the past (or, when the tail was trimmed, into the future). One load at a
   *  time; does nothing at the end of the log. Resolves when the timeline has it. */
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** The log tells where the reader is, which ends a landing. Following: at the end, so the head may be trimmed; not
   *  following: the tail may. Following in a visible tab marks what is shown as read. */
  setFollowing(following: boolean): void;
  /** Keeps where the reader was when they left, until they open the room again.
   *  @param place the row at the top; null: at the end */
  keepPlace(place: { key: string; offset: number } | null): void;
  /** The reader goes to the end: makes the newest messages the loaded stretch again; at once when they already are. */
  goToEnd(): Promise<void>;
  /** Back to the divider: loads what is around it, and has the log put there. */
  goBack(): void;
  /** The reader does not want to go back, or is there. */
  dropWayBack(): void;

  /** Marks all there is as read, wherever the reader is. */
  markRead(): void;
  /** Marks this message and all after it as unread, until the room is opened again.
   *  @param from its seq */
  markUnread(from: number): void;

  /** Queues a message under a new client id and sends it as soon as possible, once. */
  send(content: Content): void;
  /** Sends again what was refused, with its old client id. An edit takes the place of what the message says now. */
  retry(id: string): void;
  /** Forgets what was refused; its text comes back. */
  discard(id: string): string;
  /** Tells the others, at most every few seconds however often it is called. */
  startTyping(): void;

  /** What stands in the composer, kept for each room and over reloads. Empty once it is sent. */
  draft: string;
}

/** What may stand over the page until somebody has decided. */
export type OpenDialog =
  /** With whom to talk; these are chosen at first. */
  | { kind: "direct"; people: readonly User[] }
  /** What the open room is and who is in it. */
  | { kind: "room" }
  /** What keys do. */
  | { kind: "shortcuts" };

/** What the server put in the page. */
export interface Seed {
  /** What the server is called. */
  server: string;
  me: Account;
  /** Those that the list of rooms shows at first. */
  rooms: ListedRoom[];
  room: RoomInfo;
  page: OpenedPage;
  people: User[];
  /** Whether I am one of the room's managers. */
  manager: boolean;
  /** Whether I made it. */
  maker: boolean;
}

export interface Chat {
  /** What the server is called. */
  readonly server: string;
  readonly me: ReadonlySignal<Account>;
  readonly connection: ReadonlySignal<ConnectionState>;
  /** What the reader has chosen since the page was made; null: nothing else than what it was made with. */
  readonly settings: ReadonlySignal<Settings | null>;
  /** By title. */
  readonly rooms: ReadonlySignal<readonly RoomSummary[]>;
  /** The room that is open. */
  readonly room: ReadonlySignal<RoomState>;

  /** How many messages and changes to messages of mine are not sent yet, in all rooms and all tabs of this browser. */
  countUnsent(): Promise<number>;

  /** What stands over the page; null while nothing does. What is about the open room goes with it. */
  readonly dialog: ReadonlySignal<OpenDialog | null>;

  /** @param dialog null to close the one that is open */
  show(dialog: OpenDialog | null): void;
  /** Opens a room in place: URL, title and state, without a page load or a new socket.
   *  `push` false for back and forward, where the URL is already right. */
  open(roomId: string, options?: { push?: boolean }): void;
  /** Opens a room that I can see and that is not archived, when the open one is of no use any more. */
  openAnother(): void;
  /** Makes a room and opens it. */
  createRoom(title: string, options?: { private?: boolean }): Promise<Outcome>;
  /** Makes the room that is open and does not exist. Done as well when somebody else has made it meanwhile. */
  createMissing(): Promise<Outcome>;
  /** Opens the direct conversation of exactly these people and me. */
  openDirect(userIds: readonly string[]): Promise<Outcome>;
  /** Leaves the room that is open for good, and opens another. */
  leaveForGood(): Promise<Outcome>;
  /** Deletes the room that is open, for everybody, and opens another. */
  deleteRoom(): Promise<Outcome>;
  /** The room with this id, or else this title in any case; null when there is none that I may see. */
  findRoom(idOrTitle: string): Promise<Result<RoomInfo | null>>;
  /** Rooms whose title contains this, by title, and whether there are more of them. */
  searchRooms(query: string): Promise<Result<{ rooms: RoomInfo[]; more: boolean }>>;
  /** Accounts whose name contains this, by name; one's own is left out. */
  findUsers(query: string): Promise<Result<User[]>>;
  /** Tries to connect now instead of at `retryAt`. */
  reconnectNow(): void;
}
