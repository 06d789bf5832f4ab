import type { Decoded } from "../../protocol/codec.ts";
import type { ContentLimits } from "../../protocol/refuse_content.ts";
import type { User } from "../../protocol/entities.ts";
import type { ReplyEvent, ServerEvent } from "../../protocol/events.ts";
import type { ClientRequest } from "../../protocol/requests.ts";

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
export type OpenAdapter = (rooms: Versions) => ProtocolAdapter;

/** What one connection says, read into requests. May have state, such as the room it talks to. */
export interface ProtocolAdapter {
  /** What it speaks from here on: may change with what was read, to one that resumes and coalesces alike. */
  readonly dialect: Dialect;
  /** What is asked for in its name when it opens. */
  opening(): ClientRequest[];
  /** Reads a frame. Never throws; what is no request gives its own error, in place. */
  read(frame: string, limits: ContentLimits): Decoded[];
  /** One of its requests was answered. What is asked for next in its name. */
  answered(reply: ReplyEvent): ClientRequest[];
}

/** Tells a room's version; 0 when there is no such room. */
export interface Versions {
  version(room: string): number;
}
