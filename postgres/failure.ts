import { StorageError } from "../hub/ports/store.ts";

/** What an error of PostgreSQL, or of the way there, means to who met it. */
export type FailureKind =
  /** Somebody else did something at the same time: the same transaction, begun anew, may succeed at once. */
  | "conflict"
  /** The connection is of no use any more; whether a commit that was under way took place is not known. */
  | "connection"
  /** A condition that may pass by itself: a full disk, a lock, a server that is starting. */
  | "passing"
  /** One statement did something wrong, which says nothing about the storage. */
  | "statement"
  /** It takes a person: a wrong password, a database that is not there or damaged. */
  | "lasting";

/** The connection ended, or nothing was heard on it for too long. */
export class ConnectionLost extends Error {
  override name = "ConnectionLost";
}

/** By SQLSTATE (postgresql.org/docs/15/errcodes-appendix.html), or by its first two characters. */
const KINDS: Record<string, FailureKind> = {
  // serialization_failure, deadlock_detected
  "40001": "conflict",
  "40P01": "conflict",
  // The statement was prepared before the schema changed, or by somebody else behind the same pooler.
  "0A000": "connection",
  "26000": "connection",
  "08": "connection",
  // admin_shutdown, crash_shutdown, database_dropped, idle_session_timeout
  "57P01": "connection",
  "57P02": "connection",
  "57P04": "connection",
  "57P05": "connection",
  // idle_in_transaction_session_timeout
  "25P03": "connection",
  // read_only_sql_transaction: a standby that is not the primary yet
  "25006": "passing",
  "53": "passing",
  "55": "passing",
  "57": "passing",
  "58": "passing",
  "28": "lasting",
  "3D": "lasting",
  "42501": "lasting",
  "XX": "lasting",
  F0: "lasting",
};

export function failureKind(error: unknown): FailureKind {
  if (error instanceof ConnectionLost) return "connection";
  const state = sqlStateOf(error);
  if (state === null) return "statement";
  return KINDS[state] ?? KINDS[state.slice(0, 2)] ?? "statement";
}

/** The five characters by which PostgreSQL names an error; null for what does not come from it. */
export function sqlStateOf(error: unknown): string | null {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return typeof code === "string" && code.length === 5 && severity !== undefined ? code : null;
}

/** Any error of a database as what an adapter rejects with, in one line and without a value of anybody's.
 *  @param where as `describeDatabase` gives it */
export function toStorageError(error: unknown, where: string): StorageError {
  if (error instanceof StorageError) return error;
  const kind = failureKind(error);
  const state = sqlStateOf(error);
  const message = (error as Error).message.split("\n")[0]!;
  const what = `Storage failure in ${where}: ${message}${state === null ? "" : ` (${state})`}`;
  const retryable = kind !== "statement" && kind !== "lasting";
  return new StorageError(what, retryable, { cause: error });
}
