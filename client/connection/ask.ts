import type { ErrorCode, Result, WireError } from "../../protocol/errors.ts";
import type { ClientRequests, Replies, RequestType } from "../../protocol/requests.ts";
import { failureText } from "../view/failure_text.ts";

/** What a request says besides its type and ref. */
export type Fields<Type extends RequestType> = Omit<ClientRequests[Type], "type" | "ref">;

/** Sends a request; what the server answers, success or refusal.
 *  @param apply runs at a successful reply's place in the stream of events, before those behind it
 *  @throws {ConnectionLost} when no answer will come */
export type Ask = <Type extends RequestType>(
  type: Type,
  fields: Fields<Type>,
  apply?: (reply: Replies[Type]) => void,
) => Promise<Result<Replies[Type]>>;

/** Makes a request for somebody who waits for what comes of it. It is not sent later: they try again.
 *  @param apply runs at a successful reply's place in the stream of events
 *  @returns the reply, or an error whose message is a sentence for people */
export async function attempt<Type extends RequestType>(
  ask: Ask,
  type: Type,
  fields: Fields<Type>,
  apply?: (reply: Replies[Type]) => void,
): Promise<Result<Replies[Type]>> {
  try {
    const result = await ask(type, fields, apply);
    if (result.ok) return result;
    return { ok: false, error: { ...result.error, message: failureText(result.error) } };
  } catch {
    const message = "You are offline. Try again when the connection is back.";
    return localError("internal", message, { retryable: true });
  }
}

/** A refusal that the page finds by itself: the server was not asked, and need not be.
 *  @param message a sentence for people */
export function localError(
  code: ErrorCode,
  message: string,
  { retryable = false } = {},
): { ok: false; error: WireError } {
  return { ok: false, error: { code, message, retryable } };
}
