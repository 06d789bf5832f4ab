import type { Result } from "../protocol/errors.ts";
import type { Replies, RequestType } from "../protocol/requests.ts";
import { failureText } from "./view/failure_text.ts";
import { localError } from "./local_error.ts";
import type { Ask } from "./rooms/room_sync.ts";
import type { Fields } from "./connection/socket.ts";

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
