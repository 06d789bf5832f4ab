import type { Message } from "./entities.ts";

/** Every error code of the wire, and whether the same request may succeed if sent again later. */
export const ERROR_CODES = {
  bad_json: { retryable: false },
  bad_message: { retryable: false },
  unknown_type: { retryable: false },
  binary_frame: { retryable: false },
  frame_too_big: { retryable: false },
  text_too_long: { retryable: false },
  text_empty: { retryable: false },
  name_invalid: { retryable: false },
  not_authenticated: { retryable: false },
  already_authenticated: { retryable: false },
  session_expired: { retryable: false },
  guests_off: { retryable: false },
  name_taken: { retryable: false },
  wrong_credentials: { retryable: false },
  no_accounts: { retryable: false },
  password_refused: { retryable: false },
  link_gone: { retryable: false },
  banned: { retryable: false },
  forbidden: { retryable: false },
  user_not_found: { retryable: false },
  room_not_found: { retryable: false },
  room_exists: { retryable: false },
  not_joined: { retryable: false },
  read_only: { retryable: false },
  message_not_found: { retryable: false },
  not_yours: { retryable: false },
  edit_conflict: { retryable: false },
  too_many_rooms: { retryable: false },
  too_many_connections: { retryable: true },
  rate_limited: { retryable: true },
  too_many_unanswered: { retryable: true },
  storage_unavailable: { retryable: true },
  storage_failed: { retryable: false },
  shutting_down: { retryable: true },
  internal: { retryable: true },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** An expected failure, as it stands in a reply. The message names the thing, the limit and the value. */
export interface WireError {
  code: ErrorCode;
  message: string;
  retryable: boolean;
  /** When to try again, in milliseconds from now; only with `rate_limited`. */
  retryAfterMs?: number;
  /** The message as it now stands; only with `edit_conflict`. */
  current?: Message;
  /** On what terms; only with `banned`, and only where it is a ban that keeps one out. */
  ban?: BanTerms;
}

/** A ban as the banned person is told of it. */
export interface BanTerms {
  /** What the admin gave as the reason; may be empty. */
  reason: string;
  /** When it ends, in milliseconds since the epoch; null: never. */
  until: number | null;
}

/** The result of something that may fail in an expected way. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: WireError };

/** What became of something that gives nothing but whether it was done. */
export type Outcome = { ok: true } | { ok: false; error: WireError };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(code: ErrorCode, message: string): { ok: false; error: WireError } {
  return { ok: false, error: wireError(code, message) };
}

export function wireError(code: ErrorCode, message: string): WireError {
  return { code, message, retryable: ERROR_CODES[code].retryable };
}

/** An error's message as people read it: the wire's end without a full stop. */
export function sentence({ message }: Pick<WireError, "message">): string {
  return message.endsWith(".") ? message : `${message}.`;
}

/** The errors that several parts of the server answer with. */

export function roomNotFound(id: string): WireError {
  return wireError("room_not_found", `There is no room "${id}"`);
}

/** Also for an id that only a private room may have: whether it does is nobody's business. */
export function roomExists(id: string): WireError {
  return wireError("room_exists", `The id "${id}" is taken: choose another`);
}

/** What a banned person is told. */
export function bannedError({ reason, until }: BanTerms): WireError {
  const end = until === null
    ? ""
    : ` until ${new Date(until).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const message = `You are banned${end}${reason && `: ${reason}`}`;
  return { ...wireError("banned", message), ban: { reason, until } };
}

export function userNotFound(id: string): WireError {
  return wireError("user_not_found", `There is no account "${id}"`);
}
