import type { ErrorCode, WireError } from "../protocol/errors.ts";

/** A refusal that the page finds by itself: the server was not asked, and need not be.
 *  @param message a sentence for people */
export function localError(
  code: ErrorCode,
  message: string,
  { retryable = false } = {},
): { ok: false; error: WireError } {
  return { ok: false, error: { code, message, retryable } };
}
