import { StorageError } from "../../hub/ports/store.ts";
import type { Failure } from "./orders.ts";

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

/** Primary result codes of what one statement did wrong. */
const STATEMENT_CODES: Record<number, string> = {
  1: "ERROR",
  18: "TOOBIG",
  19: "CONSTRAINT",
  20: "MISMATCH",
  25: "RANGE",
};

/** What extended codes mean that SQLite's words leave open. */
const CAUSES: Record<number, string> = {
  // READONLY_DIRECTORY
  1544: ": its folder may not be written in",
  // IOERR_SHMSIZE
  4874: ": the disk is full",
};

/** Whether an error says something about the call that met it, and nothing about the storage. */
export function failsAlone(error: unknown): boolean {
  if (error instanceof StorageError) return false;
  const { errcode, code } = error as { errcode?: number; code?: string };
  if (errcode !== undefined) return primaryCode(errcode) in STATEMENT_CODES;
  // What is not of the connection was thrown by our own code, or over what it asked for.
  return code !== "ERR_SQLITE_ERROR" && code !== "ERR_INVALID_STATE";
}

/** Any error of the database at `path` as what the adapter rejects with, in one line. */
export function describeFailure(error: unknown, path: string): Failure {
  if (error instanceof StorageError) {
    return { message: error.message, retryable: error.retryable };
  }
  const { errcode, message } = error as { errcode?: number; message: string };
  const where = `Storage failure in "${path}": ${message}`;
  if (errcode === undefined) return { message: where, retryable: false };
  const retryable = primaryCode(errcode) in PASSING_CODES;
  return { message: `${where}${CAUSES[errcode] ?? ""} (SQLite ${errcode})`, retryable };
}

/** The low byte of an extended code. */
function primaryCode(errcode: number): number {
  return errcode & 0xff;
}
