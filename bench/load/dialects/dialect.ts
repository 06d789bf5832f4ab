import type { SocketRequest } from "../web_socket.ts";

/** One message that a client sends. */
export interface Saying {
  room: string;
  /** Which client sends it, 0 to 9,999. */
  sender: number;
  /** Its number among the sender's, 0 to 9,999,999. */
  number: number;
  /** `sayingText` of these two. */
  text: string;
}

/** What a client wants to know of the frames it gets. */
export interface Listener {
  /** Which client it is. */
  sender: number;
  /** A message of its own was answered: acked where there are acks, else come back to its sender.
   *  @param version its place in the room; 0 where there are no versions */
  answered(number: number, version: number): void;
  /** A message that anybody sent begins at `start`; only in dialects that have versions. */
  heard?(bytes: Uint8Array, start: number): void;
}

/** A way of talking to a chat server. */
export interface Dialect {
  request(room: string): SocketRequest;
  /** What a client says once its socket is open. */
  greet(name: string, room: string): string[];
  /** Whether this frame says that the client is in the room. Null: it is in as soon as its socket is open. */
  isIn: ((frame: string) => boolean) | null;
  say(saying: Saying): string;
  /** How many messages a frame carries.
   *  @param listener null for a client that does not send */
  read(bytes: Uint8Array, start: number, end: number, listener: Listener | null): number;
}

/** A text of exactly this many bytes (14 at least) that tells whose it is. */
export function sayingText(sender: number, number: number, bytes: number): string {
  return `${String(sender).padStart(4, "0")} ${String(number).padStart(7, "0")} `.padEnd(
    bytes,
    "x",
  );
}

const ZERO = 48;

/** The decimal number in a stretch of ASCII digits; stops at the first other byte. */
export function readNumber(bytes: Uint8Array, start: number, most: number): number {
  let value = 0;
  for (let at = start; at < start + most; at++) {
    const digit = bytes[at]! - ZERO;
    if (!(digit >= 0 && digit <= 9)) break;
    value = value * 10 + digit;
  }
  return value;
}
