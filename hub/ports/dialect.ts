import type { Decoded, FrameLimits } from "../../protocol/codec.ts";
import type { User } from "../../protocol/entities.ts";
import type { ReplyEvent, ServerEvent } from "../../protocol/events.ts";
import type { ClientRequest } from "../../protocol/requests.ts";

/** How one kind of client speaks. It has no state, so that a room encodes an event once for each dialect in it. */
export interface Dialect {
  /** Whether a peer that lagged can ask for what it missed; if it cannot, it is dropped when its send queue is full. */
  readonly canResume: boolean;
  /** Whether the lines of a burst share a frame, separated by "\n". */
  readonly coalesces: boolean;
  /** The lines of an event; none when this dialect has no word for it.
   *  @param people who is online in the event's room now, by name */
  encode(event: ServerEvent, people: () => readonly User[]): string[];
}

/** Makes the adapter of one connection. */
export type OpenAdapter = (rooms: Versions) => ProtocolAdapter;

/** The stateful side of a dialect: reads what one connection says into requests, and may remember, for example, to which
 *  room it talks. */
export interface ProtocolAdapter {
  /** What the connection speaks from here on. May change when a frame was read, to a dialect with the same `canResume` and
   *  `coalesces`. */
  readonly dialect: Dialect;
  /** What is requested on its behalf when the connection opens. */
  opening(): ClientRequest[];
  /** Reads a frame, each of its requests when it is asked for. Never throws; whatever is no request gives its own error, in
   *  place. After `frame_too_big` comes nothing more. */
  read(frame: string, limits: FrameLimits): Iterable<Decoded>;
  /** One of its requests was answered. What is requested on its behalf next. */
  answered(reply: ReplyEvent): ClientRequest[];
}

/** Knows the version of each room, as far as this hub has heard; 0 when there is no such room. */
export interface Versions {
  version(room: string): number;
}
