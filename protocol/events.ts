import type { Account, Message, ReadMark, RoomInfo, User } from "./entities.ts";
import type { BanTerms, ErrorCode, WireError } from "./errors.ts";
import type { PublicLimits } from "./limits.ts";
import type { Replies, RequestType } from "./requests.ts";
import type { Settings } from "./settings.ts";

/** The subprotocol a client asks for to speak what is described here. */
export const PROTOCOL = "confab.v1";

/** First on every connection. `user` is null until the connection says who it is. */
export interface WelcomeEvent {
  type: "welcome";
  protocol: typeof PROTOCOL;
  user: Account | null;
  /** Of the server's data: another one than before means that versions and seqs seen before count for nothing. */
  epoch: string;
  limits: PublicLimits;
}

/** An upsert of one message. A room's `message` events rise in `version`, by one, or say what they follow; after a hole
 *  ask for the changes. */
export interface MessageEvent {
  type: "message";
  room: string;
  version: number;
  /** Whoever is complete up to this version is so up to `version` with this event: what changed in between was changed again
   *  since, and comes with its later version. Absent: whoever is complete up to the version before. */
  after?: number;
  message: Message;
}

/** Who of those in the room came online and who went since the last one, and who came into it and left it. Somebody who did
 *  both in between is in neither. Of each sort PRESENCE_NAMED are named at most. */
export interface PresenceEvent {
  type: "presence";
  room: string;
  joined: User[];
  left: User[];
  /** Who is online under another name now. */
  renamed?: User[];
  /** More than are named came online, went or have another name. */
  more?: true;
  /** Who came into the room for the first time; the others of many are named in the next one. */
  entered?: User[];
  /** Who left it for good; the others of many are named in the next one. */
  quit?: User[];
  /** How many of those in the room are online after this. */
  online: number;
  /** How many are in the room after this. */
  people: number;
}

/** Who is typing in the room now, the receiver possibly among them. */
export interface TypingEvent {
  type: "typing";
  room: string;
  /** Those that began first, at most TYPISTS_NAMED. */
  users: User[];
  /** How many are typing. */
  count: number;
}

/** A room was made or changed, or came into view; or the receiver came into it or left it, on whichever device: then it says
 *  `isIn`. */
export interface RoomEvent {
  type: "room";
  room: RoomInfo;
}

/** How far the receiver has read a room, on whichever device. */
export interface ReadEvent extends ReadMark {
  type: "read";
  /** Its id. */
  room: string;
}

/** A room can't be seen by this peer any more: it is out of it, and gets nothing further of it. */
export interface RoomGoneEvent {
  type: "room.gone";
  /** Its id. */
  room: string;
  /** It was deleted, for everybody. */
  deleted?: true;
}

/** Who somebody is has changed: their name or role. */
export interface AccountEvent {
  type: "account";
  user: Account;
}

/** What the receiver has chosen, on whichever device. */
export interface SettingsEvent {
  type: "settings";
  settings: Settings;
}

/** Events were left out because this peer read too slowly: ask for the changes after the last version you have. */
export interface LaggedEvent {
  type: "lagged";
  room: string;
  /** The room's version now. */
  version: number;
}

/** For a frame that had no usable `ref`, and before a close that needs a reason. */
export interface ErrorEvent {
  type: "error";
  code: ErrorCode;
  message: string;
  /** See WireError. */
  ban?: BanTerms;
}

/** An error as an event of its own. */
export function errorEvent({ code, message, ban }: WireError): ErrorEvent {
  return { type: "error", code, message, ...(ban && { ban }) };
}

/** The answer to the request that carried this `ref`. What it adds by request is in `Replies`. */
export type ReplyEvent =
  | ({ type: "reply"; ref: string; ok: true } & Partial<AnyReply>)
  | { type: "reply"; ref: string; ok: false; error: WireError };

export type ServerEvent =
  | WelcomeEvent
  | MessageEvent
  | PresenceEvent
  | TypingEvent
  | RoomEvent
  | RoomGoneEvent
  | ReadEvent
  | AccountEvent
  | SettingsEvent
  | LaggedEvent
  | ErrorEvent
  | ReplyEvent;

/** What all replies add between them. */
type AnyReply = UnionToIntersection<Replies[RequestType]>;

type UnionToIntersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends
  (all: infer All) => void ? All
  : never;
