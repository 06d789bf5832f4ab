import type { Message } from "../../protocol/entities.ts";
import type { ErrorCode } from "../../protocol/errors.ts";

/** What one client did and saw, in the order in which it happened there. The checker needs nothing else
 *  of a run but these and the database. */
export interface History {
  /** Unique among the clients of a run; also the name it gave the server, and so its user. */
  client: string;
  entries: Entry[];
}

/** One thing that happened. `atMs` is monotonic and the same clock for all clients of a run. */
export type Entry = { atMs: number } & Happening;

export type Happening =
  /** A connection came up; what follows was seen on it. */
  | { kind: "opened" }
  /** It broke or was closed. */
  | { kind: "closed"; code: number }
  /** A post was written to the socket; written again after a reconnect it is another entry. */
  | { kind: "sent"; room: string; id: string; text: string }
  /** A post was acknowledged. */
  | { kind: "acked"; room: string; id: string; seq: number }
  /** A post was refused; a client that tries it again later writes another `sent`. */
  | { kind: "refused"; room: string; id: string; code: ErrorCode }
  /** An edit, or with `text` null a deletion, was written to the socket. */
  | { kind: "changing"; room: string; seq: number; text: string | null }
  /** It was acknowledged with this version. */
  | { kind: "changed"; room: string; seq: number; text: string | null; version: number }
  /** A live `message` event arrived. */
  | { kind: "event"; room: string; version: number; after?: number; message: Message }
  /** The reply to `room.join`: live events go on from the room's `version`. */
  | { kind: "joined"; room: string } & Page
  /** The reply to `history.changes`. */
  | { kind: "caught up"; room: string } & Page
  /** The server said that it left events out, none of them above `version`. */
  | { kind: "lagged"; room: string; version: number }
  /** The log as the client held it when the run was over, complete up to `version`. `from` is the seq
   *  below which it never looked; 0 when it holds everything. */
  | { kind: "log"; room: string; version: number; from: number; messages: Message[] };

/** A stretch of a room's log as the server gave it. */
export interface Page {
  /** The version after which the changes were asked for; null when this is the newest page. */
  after: number | null;
  /** The room's version when it was read. */
  version: number;
  more: boolean;
  messages: Message[];
}

/** A room as its database file holds it once the server has stopped. */
export interface StoredRoom {
  id: string;
  version: number;
  /** By seq. */
  messages: StoredMessage[];
}

export interface StoredMessage {
  seq: number;
  version: number;
  id: string;
  /** The name of who posted it. */
  user: string;
  text: string;
  deleted: boolean;
}

/** Writes one client's history. */
export class Recorder {
  readonly history: History;
  readonly #nowMs: () => number;

  /** @param nowMs monotonic, shared by all clients of the run */
  constructor(client: string, nowMs: () => number) {
    this.history = { client, entries: [] };
    this.#nowMs = nowMs;
  }

  note(happening: Happening): void {
    this.history.entries.push({ atMs: this.#nowMs(), ...happening });
  }
}
