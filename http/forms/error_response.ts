import type { HttpError } from "fresh";
import type { FormError } from "../../components/ui/form/FormAlert.tsx";
import { type ErrorCode, type Result, sentence, type WireError } from "../../protocol/errors.ts";
import { banEndText, banReasonText } from "../../protocol/ban_text.ts";
import type { RequestContext } from "../define.ts";
import { readerClock } from "../reader_clock.ts";
import { PageError } from "../middleware/error_pages.tsx";

/** How an error of the hub or of accounts becomes a response. */

/** The status of a page that says why something was refused; what is not listed is the form's fault. */
const STATUS: Partial<Record<ErrorCode, HttpError["status"]>> = {
  forbidden: 403,
  guests_off: 403,
  banned: 403,
  user_not_found: 404,
  room_not_found: 404,
  link_gone: 410,
  rate_limited: 429,
  too_many_connections: 503,
  shutting_down: 503,
  storage_unavailable: 503,
};

/** When to try again where an error says that it will pass and not when, in milliseconds. */
const RETRY_AFTER_MS = 5_000;

/** Which field of a form is to blame for what. */
const FIELDS: Partial<Record<ErrorCode, string>> = {
  name_invalid: "name",
  name_taken: "name",
  wrong_credentials: "password",
  password_refused: "password",
};

/** The status and headers of the page that shows an error. */
export function errorResponse({ code, retryAfterMs }: WireError) {
  const status = statusOf(code);
  const headers: Record<string, string> = {};
  const waitMs = retryAfterMs ?? (status === 503 ? RETRY_AFTER_MS : null);
  if (waitMs !== null) headers["Retry-After"] = String(Math.ceil(waitMs / 1000));
  return { status, headers };
}

/** What a form says of an error.
 *  @param fields which of its fields is to blame, where it is not the usual one */
export function formError(error: WireError, fields: typeof FIELDS = {}): FormError {
  const field = fields[error.code] ?? FIELDS[error.code] ?? null;
  return { field, message: sentence(error) };
}

/** An error as its reader reads it: the end of a ban by their own clock. */
export function inReadersClock(error: WireError, ctx: RequestContext): WireError {
  if (!error.ban) return error;
  const end = banEndText(error.ban, readerClock(ctx));
  return { ...error, message: `You are banned ${end}. ${banReasonText(error.ban)}` };
}

/** What succeeded, where nothing but somebody else's act at the same moment makes it fail.
 *  @throws PageError that says why it was refused */
export function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const { error } = result;
  throw new PageError(statusOf(error.code), "That was refused", sentence(error));
}

function statusOf(code: ErrorCode) {
  return STATUS[code] ?? 422;
}
