import type { Fault } from "../../components/account/fault.ts";
import type { ErrorCode, WireError } from "../../protocol/errors.ts";

/** The status of a page that says why something was refused; what is not listed is the form's fault. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  forbidden: 403,
  guests_off: 403,
  banned: 403,
  user_not_found: 404,
  room_not_found: 404,
  link_gone: 410,
  rate_limited: 429,
  too_many_connections: 429,
  shutting_down: 503,
  storage_unavailable: 503,
};

/** Which field of a form is to blame for what. */
const FIELDS: Partial<Record<ErrorCode, string>> = {
  name_invalid: "name",
  name_taken: "name",
  wrong_credentials: "password",
  password_refused: "password",
};

/** The status and headers of the page that shows a refusal. */
export function refusal({ code, retryAfterMs }: WireError) {
  const headers: Record<string, string> = { "Cache-Control": "no-store" };
  if (retryAfterMs !== undefined) headers["Retry-After"] = String(Math.ceil(retryAfterMs / 1000));
  return { status: STATUS[code] ?? 422, headers };
}

/** What a form says of a refusal.
 *  @param fields which of its fields is to blame, where it is not the usual one */
export function fault(error: WireError, fields: typeof FIELDS = {}): Fault {
  const field = fields[error.code] ?? FIELDS[error.code] ?? null;
  return { field, message: sentence(error) };
}

/** An error's message as it stands on a page: the wire's end without a full stop. */
export function sentence({ message }: WireError): string {
  return message.endsWith(".") ? message : `${message}.`;
}
