import type { Content } from "./content.ts";

/** What somebody may do on this server. A guest has no password: only a name, and perhaps a session. */
export type Role = "owner" | "admin" | "member" | "guest";

/** Who posts. The id is stable; name and role may change. */
export interface User {
  id: string;
  name: string;
  /** Left out for a member, as most are. */
  role?: Role;
}

/** Who somebody is to themselves and to the server. */
export interface Account extends User {
  role: Role;
}

/** What others see of an account. */
export function publicUser({ id, name, role }: User): User {
  return role === undefined || role === "member" ? { id, name } : { id, name, role };
}

/** Whether somebody is still shown as they were. */
export function isSameUser(one: User, other: User): boolean {
  return one.id === other.id && one.name === other.name && one.role === other.role;
}

/** Who may see a room: everybody, or its members. A direct room is a conversation of exactly its members. */
export type RoomKind = "public" | "private" | "direct";

/** Who may post in a room. */
export type Posting = "everyone" | "managers";

/** A room as clients see it. */
export interface RoomInfo {
  id: string;
  title: string;
  topic: string;
  /** Raised by exactly one for each change to the room's log; 0 when nothing was ever posted. */
  version: number;
  /** The `seq` of its newest message; 0 when nothing was ever posted. */
  lastSeq: number;
  /** When that was written, in milliseconds since the epoch; left out when there is none. */
  lastAt?: number;
  /** How many messages were ever posted in it, deleted ones too. */
  posts: number;
  /** How many people (not connections) of those in the room are online. */
  online: number;
  /** How many people are in the room. */
  people: number;
  /** Whether its reader is in it; absent where that is not told. */
  isIn?: boolean;
  kind: RoomKind;
  /** Read, but neither posted to nor changed. */
  archived: boolean;
  posting: Posting;
  /** Of a direct room: everybody in it, the receiver too. */
  members?: RoomPerson[];
}

/** Somebody in a room, as they are listed. */
export interface RoomPerson extends User {
  online: boolean;
  /** When they were online last, in milliseconds since the epoch, to the minute; absent when they are, and when nobody
   *  knows. */
  lastSeen?: number;
}

/** How far somebody has read a room, and what of it is news to them. Of two the newer one has the higher `revision`, or the
 *  same and the higher `version`. */
export interface ReadMark {
  /** Everything up to this seq is read. */
  seq: number;
  /** How many messages after it are neither their own nor deleted; COUNTED_UNREAD stands for that many or more. What was
   *  posted since is to be added: the room's `posts` less those here. */
  unread: number;
  /** How many of those name them. */
  mentions: number;
  /** The room's when this was counted. */
  posts: number;
  /** The room's when this was counted. */
  version: number;
  /** Raised by one with each move of the mark; 0 while there was none. */
  revision: number;
}

/** A room in a list, for one reader. */
export interface ListedRoom extends RoomInfo {
  /** Absent for a public room that they have never opened, and for who is known by name alone. */
  read?: ReadMark;
}

/** A message as it now stands. Merging is an upsert by `seq`; the higher `version` wins. */
export interface Message extends Content {
  /** Its place in the room: the version at which it was posted. */
  seq: number;
  /** The version of its last change: posted, edited or deleted. */
  version: number;
  /** The client id its sender gave it, unique for that user and room. */
  id: string;
  user: User;
  /** When it was committed, in milliseconds since the epoch. Order comes from `seq`, never from here. */
  at: number;
  editedAt?: number;
  deletedAt?: number;
}

/** A stretch of a room's log. */
export interface MessagePage {
  /** Oldest first by `seq`. */
  messages: Message[];
  /** Whether the log goes on in the direction that was asked for; for the newest page: into the past. */
  more: boolean;
}

/** What changed in a room after a version. */
export interface ChangePage {
  /** Of the data it was read from: another one means that versions seen before count for nothing. */
  epoch: string;
  /** Oldest change first, by `version`. */
  messages: Message[];
  /** The room's version when this was read. Complete up to here, or up to the last message when `more`. */
  version: number;
  more: boolean;
}

/** What a room is opened with: its newest messages, or those around where its reader left off. By `seq`. */
export interface OpenedPage extends ChangePage {
  /** The log goes on after it. Absent for the newest page. */
  newer?: true;
}

export interface RoomMember {
  user: User;
  /** Whether they may change the room, and who is in it. */
  manager: boolean;
}
