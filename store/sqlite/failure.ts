import { StorageError } from "../../hub/ports/store.ts";
import type { Failure } from "./messages.ts";

/** Primary result codes (sqlite.org/rescode.html) of a condition that may pass by itself. */
const PASSING_CODES: Record<number, string> = {
  5: "BUSY",
  6: "LOCKED",
  7: "NOMEM",
  8: "READONLY",
  10: "IOERR",
  13: "FULL",
  14: "CANTOPEN",
  15: "PROTOCOL",
};

/** Any error of the database at `path` as what the adapter rejects with, in one line. */
export function describeFailure(error: unknown, path: string): Failure {
  if (error instanceof StorageError) {
    return { message: error.message, retryable: error.retryable };
  }
  const { errcode, message } = error as { errcode?: number; message: string };
  const where = `Storage failure in "${path}": ${message}`;
  if (errcode === undefined) return { message: where, retryable: false };
  // The low byte of an extended code is its primary code.
  return { message: `${where} (SQLite ${errcode})`, retryable: (errcode & 0xff) in PASSING_CODES };
}
