import type { Upgrade } from "../upgrade.ts";

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
  /** Of the data that is served already, for a thread that takes the place of one that crashed. */
  epoch?: string;
}

/** A call to perform: the name of a method and its arguments. */
export interface CallOrder {
  name: string;
  args: unknown[];
}

/** Each later message. The worker answers every order once, in the order they came. */
export type Order =
  /** Only makes sure of the connection. The one result is the writer's epoch, null the reader's. */
  | { kind: "open" }
  /** All calls in one transaction. */
  | { kind: "run"; calls: CallOrder[]; at: number }
  | { kind: "close" };

/** One result per call, in the same order, and which of them failed, each by itself; or why none of them happened. */
export type Answer =
  | { ok: true; results: unknown[]; failures?: (Failure & { index: number })[] }
  | { ok: false; failure: Failure };

/** What the writer tells, unasked, before it answers the order that it came upon an older schema with. */
export interface UpgradeNotice {
  upgrade: Upgrade;
}

/** A StorageError on its way between threads. */
export interface Failure {
  message: string;
  retryable: boolean;
}
