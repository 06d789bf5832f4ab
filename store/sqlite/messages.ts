import type { Appended, Change, PagePosition, RoomRecord } from "../../hub/ports.ts";
import type { User } from "../../protocol/entities.ts";
import type { ChangePage, MessagePage } from "../../protocol/events.ts";

/** What crosses between the adapter and its workers. Everything crosses as JSON text: for batches that
 *  takes little more than half the time of a structured clone on Deno 2.9, and absent fields stay absent. */

/** The first message to a worker: which connection it keeps. It has no answer. */
export interface ConnectionSettings {
  role: "writer" | "reader";
  path: string;
  /** Longest wait for a lock that another process holds, in milliseconds. */
  busyTimeoutMs: number;
  /** Quota on the database file, in pages of 4,096 bytes. */
  maxPages?: number;
}

/** Each later message. The worker answers every order once, in the order they came. */
export type Order<C extends Call = Call> =
  /** All calls in one transaction; an order without calls opens the connection and that is all. */
  | { kind: "run"; calls: C[]; at: number }
  | { kind: "close" };

/** One result per call, in the same order; or why none of them happened. */
export type Answer = { ok: true; results: unknown[] } | { ok: false; failure: Failure };

/** A StorageError on its way between threads. */
export interface Failure {
  message: string;
  retryable: boolean;
}

/** What the writer can be asked for: by name, the argument and the result. */
export interface WriterCalls {
  append: { argument: Change[]; result: Appended[] };
  createRoom: { argument: NewRoom; result: RoomRecord | null };
  createGuest: { argument: NewGuest; result: User };
  namedGuest: { argument: User; result: User };
  endSession: { argument: { tokenHash: string }; result: null };
}

export type NewRoom = Omit<RoomRecord, "version" | "lastSeq">;

/** A user who is new, with a first session. */
export interface NewGuest extends User {
  tokenHash: string;
}

/** What the reader can be asked for. */
export interface ReaderCalls {
  page: {
    argument: { room: string; position: PagePosition; limit: number };
    result: MessagePage | null;
  };
  changes: { argument: { room: string; after: number; limit: number }; result: ChangePage | null };
  snapshot: { argument: { room: string; limit: number }; result: ChangePage | null };
  rooms: { argument: null; result: RoomRecord[] };
  findNamedGuest: { argument: { name: string }; result: User | null };
  findSession: { argument: { tokenHash: string }; result: User | null };
}

type CallOf<Calls extends Record<keyof Calls, { argument: unknown }>> = {
  [Name in keyof Calls]: { name: Name; argument: Calls[Name]["argument"] };
}[keyof Calls];

export type WriterCall = CallOf<WriterCalls>;
export type ReaderCall = CallOf<ReaderCalls>;
export type Call = WriterCall | ReaderCall;
