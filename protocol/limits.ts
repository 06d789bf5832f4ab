import type { RoomKind } from "./entities.ts";

/** Every limit of the server, each with its unit in its name. Overridable through `config.ts`. */
export interface Limits {
  /** Longest text of a message, in UTF-8 bytes (gFly's maxMessageSize). */
  messageBytes: number;
  /** Longest incoming frame, in UTF-8 bytes. A longer one closes the connection with 1009. */
  frameBytes: number;
  /** Most lines of an incoming frame. One of more closes the connection with 1009, and nothing in it is done. A client
   *  sends a line for each request: far fewer than are answered at once. */
  linesPerFrame: number;
  /** Most that waits in one connection's send queue, in UTF-16 code units (bytes for ASCII). Past that the peer lags. */
  sendQueueBytes: number;
  /** Past this `bufferedAmount`, in bytes, nothing more is handed to the socket: lines wait in the send queue. */
  socketBufferBytes: number;
  /** How long a peer may lag, or take nothing at all, before it is dropped with 1013, in milliseconds. With the time
   *  between two polls of its socket and `presenceWindowMs` it is out of its rooms within 10 s. */
  lagMs: number;
  /** A peer silent this long is cut off, in seconds; it is pinged at half of that. With `presenceGraceMs` a
   *  peer that vanished is out of its rooms within 60 s (the seeds' pong wait). */
  idleTimeoutSeconds: number;
  /** How long a new connection may take to say who it is, in milliseconds. */
  authTimeoutMs: number;
  /** How long an abruptly lost user stays online, so that a reload makes no noise, in milliseconds. */
  presenceGraceMs: number;
  /** Who comes online, goes, comes into a room or leaves it is collected this long before it is told, in milliseconds. */
  presenceWindowMs: number;
  /** How long one `typing` shows, in milliseconds. */
  typingMs: number;
  /** Who begins and stops typing in a room is collected this long before it is told, in milliseconds. */
  typingWindowMs: number;
  /** Where this is longer than the two times above, who comes, goes and types is collected this long, in milliseconds
   *  for each connection that looks at the room: the more there are to be told, the more seldom. */
  windowMsPerPerson: number;
  /** Messages in a page of history when the client names no number. */
  pageSize: number;
  /** Most messages in one page, whatever the client asks for. */
  maxPageSize: number;
  /** Messages a user may post at once before `messagesPerSecond` applies. */
  messageBurst: number;
  /** Messages a second and user after the burst; 0 lifts the limit. */
  messagesPerSecond: number;
  /** How many users' share of messages the guests of one address have between them: a class, but not a flood. */
  guestShares: number;
  /** Other requests a connection may send at once before `requestsPerSecond` applies. */
  requestBurst: number;
  /** Other requests a second and connection after the burst. */
  requestsPerSecond: number;
  /** Other requests a user, or all guests of an address, may send at once over all their connections, before
   *  `sharedRequestsPerSecond` applies: 2,000 who come back together send two each. */
  sharedRequestBurst: number;
  /** Other requests a second of a user, or of all guests of an address, after the burst; 0 lifts the limit. */
  sharedRequestsPerSecond: number;
  /** New guests an address may have at once before `guestsPerSecond` applies. */
  guestBurst: number;
  /** New guests a second and address after the burst; 0 lifts the limit. */
  guestsPerSecond: number;
  /** Rooms that the guests of one address may make at once before `guestRoomsPerMinute` applies. */
  guestRoomBurst: number;
  /** New rooms a minute of the guests of one address, after the burst; 0 lifts the limit. */
  guestRoomsPerMinute: number;
  /** Rooms and direct conversations that an account may make at once before `roomsPerMinute` applies. */
  roomBurst: number;
  /** New rooms a minute and account after the burst; 0 lifts the limit. */
  roomsPerMinute: number;
  /** Refused requests in a row after which a connection is closed with 4029. */
  floodStrikes: number;
  /** Refused requests of a user, or of all guests of an address, before `sharedStrikesPerSecond` applies. */
  sharedStrikes: number;
  /** Refused requests a second of a user, or of all guests of an address, past which their connections end with 1013 and
   *  no newcomers are taken in. */
  sharedStrikesPerSecond: number;
  /** Changes one connection may have under way, not yet answered; and as many other requests. */
  unansweredPerConnection: number;
  /** Sockets of a user, those included that have ended and whose TCP connection is not gone. */
  connectionsPerUser: number;
  /** Sockets of an IP prefix: all that have a place, from before the upgrade until the TCP connection is gone. */
  connectionsPerAddress: number;
  /** Of these, how many may not have said who they are. With 59 MiB of an unfinished frame each they hold 3 GB. */
  newcomersPerAddress: number;
  /** Sockets in all. Below the number of files that the process may have open. */
  connections: number;
  /** How long a socket may wait to be taken in, in milliseconds: 2,000 of one address come in within 2 s. */
  admissionMs: number;
  /** Rooms one connection may look at at once. */
  roomsPerConnection: number;
  /** Public rooms one person may be in. */
  publicRoomsPerPerson: number;
  /** Public rooms that an account, or all guests of an address, may come into for the first time before `entriesPerSecond`
   *  applies: 2,000 of one address who come in within 2 s. */
  entryBurst: number;
  /** First comings a second, after the burst; 0 lifts the limit. */
  entriesPerSecond: number;
  /** Public rooms that an account, or all guests of an address, may leave for good before `exitsPerMinute` applies: each is
   *  told to everybody who looks at the room. */
  exitBurst: number;
  /** Leavings for good a minute, after the burst; 0 lifts the limit. */
  exitsPerMinute: number;
  /** Rooms of one kind (public, private, direct) that the server holds in all: none takes up the place of another. */
  rooms: number;
  /** Public rooms made by guests that the server holds in all, archived ones not counted. */
  guestRooms: number;
  /** How long a public room that a guest made may be empty, with nobody in it, before it is deleted, in milliseconds. */
  emptyRoomMs: number;
  /** Rooms of each kind that one account may have made. */
  roomsPerUser: Record<RoomKind, number>;
}

export const DEFAULT_LIMITS: Limits = {
  messageBytes: 10_240,
  frameBytes: 64 * 1024,
  linesPerFrame: 1_000,
  sendQueueBytes: 1024 * 1024,
  socketBufferBytes: 256 * 1024,
  lagMs: 8_500,
  idleTimeoutSeconds: 54,
  authTimeoutMs: 30_000,
  presenceGraceMs: 5_000,
  presenceWindowMs: 250,
  typingMs: 5_000,
  typingWindowMs: 250,
  windowMsPerPerson: 0.5,
  pageSize: 50,
  maxPageSize: 200,
  messageBurst: 20,
  messagesPerSecond: 5,
  requestBurst: 100,
  requestsPerSecond: 50,
  guestShares: 5,
  sharedRequestBurst: 5_000,
  sharedRequestsPerSecond: 500,
  guestBurst: 200,
  guestsPerSecond: 5,
  guestRoomBurst: 20,
  guestRoomsPerMinute: 1,
  roomBurst: 100,
  roomsPerMinute: 10,
  floodStrikes: 200,
  sharedStrikes: 2_000,
  sharedStrikesPerSecond: 50,
  unansweredPerConnection: 1_000,
  connectionsPerUser: 20,
  connectionsPerAddress: 2_000,
  newcomersPerAddress: 50,
  connections: 4_000,
  admissionMs: 10_000,
  roomsPerConnection: 100,
  publicRoomsPerPerson: 500,
  entryBurst: 2_000,
  entriesPerSecond: 20,
  exitBurst: 20,
  exitsPerMinute: 6,
  rooms: 10_000,
  guestRooms: 1_000,
  emptyRoomMs: 24 * 60 * 60_000,
  roomsPerUser: { public: 500, private: 200, direct: 1_000 },
};

/** What `welcome` tells a client, so that it can check before it sends. */
export type PublicLimits = Pick<
  Limits,
  "messageBytes" | "frameBytes" | "pageSize" | "maxPageSize" | "messageBurst" | "messagesPerSecond"
>;

/** Longest display name, in characters (code points). */
export const NAME_CHARACTERS = 32;
/** Longest title of a room, in characters (code points). */
export const TITLE_CHARACTERS = 64;
/** Longest topic of a room, in characters (code points). */
export const TOPIC_CHARACTERS = 250;
/** Longest name of a server, in characters (code points): it has one line above the rooms. */
export const SERVER_NAME_CHARACTERS = 40;
/** Longest reason of a ban, in characters (code points). */
export const REASON_CHARACTERS = 250;
/** How long a password may be, in characters (code points). NIST 800-63B asks for 8 at least; 128 keeps room for phrases. */
export const PASSWORD_CHARACTERS = { least: 8, most: 128 } as const;
/** Most people that one invite lets in, and most days for which it does. */
export const INVITE = { mostUses: 1_000, mostDays: 365 } as const;
/** Longest note on an invite, in characters (code points). */
export const NOTE_CHARACTERS = 64;
/** Most sessions of one user; with one more the one ends that was not used for the longest. Far more than anybody has
 *  browsers, and no more than a page lists. */
export const SESSIONS_PER_USER = 50;
/** Most addresses that are banned at once: those of all sessions of a user, twice. */
export const BANNED_ADDRESSES = 100;
/** Longest ban that ends, in hours: a year. */
export const MOST_BAN_HOURS = 8_760;
/** How long the bans last that pages offer, in hours, by what their forms send; null: for good. */
export const BAN_HOURS = {
  "1": 1,
  "24": 24,
  "168": 7 * 24,
  "720": 30 * 24,
  forever: null,
} as const;
/** Most unread messages of a room that are counted: nobody reads a higher number ("999+"). */
export const COUNTED_UNREAD = 1_000;
/** Most people of a room that are listed at once. */
export const PEOPLE_PER_PAGE = 100;
/** Most people that one `presence` names of each sort. */
export const PRESENCE_NAMED = 50;
/** Most rooms that a list can be asked for by their ids. */
export const LISTED_IDS = 200;
/** Most people in a direct room besides the one who opens it. */
export const DIRECT_OTHERS = 9;
/** Most users one search gives. */
export const FOUND_USERS = 20;
/** Most of those typing in a room that are named; of the others it is told how many they are. */
export const TYPISTS_NAMED = 20;
/** A room's id: its place in URLs and on the wire. */
export const ROOM_ID = /^[a-z0-9-]{1,48}$/;
/** A message's client id, made by the sender and unique for that user and room. */
export const CLIENT_ID = /^[A-Za-z0-9_-]{1,64}$/;
/** A page of messages ends before it is longer than this as JSON, in UTF-16 code units; it has one message at
 *  least. Over a line of 20 KB a second it takes no longer than a client waits for a reply. */
export const PAGE_LENGTH = 128 * 1024;

/** Most UTF-16 units that so many characters (code points) take: what a field's `maxLength` has to be to let them all
 *  in. The server has the last word. */
export function utf16Units(characters: number): number {
  return 2 * characters;
}
