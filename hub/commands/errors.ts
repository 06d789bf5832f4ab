import { type WireError, wireError } from "../../protocol/errors.ts";
import type { Connection } from "../connections/connection.ts";
import { StorageError } from "../ports/store.ts";
import type { CommandContext } from "./context.ts";

/** The errors that several commands answer with. */

export function claimFirst(): WireError {
  return wireError("forbidden", "You need an account for that: keep your name first");
}

export function notJoined(id: string): WireError {
  return wireError("not_joined", `You are not in the room "${id}"`);
}

export function refuseUnanswered(
  connection: Connection,
  ref: string | undefined,
  most: number,
): void {
  const message = `${most} requests wait for an answer, the limit: wait for some`;
  connection.refuse(ref, wireError("too_many_unanswered", message));
}

/** What a peer may know of a failure; the log gets the rest. */
export function describeFailure(
  context: CommandContext,
  type: string,
  failure: unknown,
): WireError {
  if (failure instanceof StorageError) {
    context.outages.tell("storage failed", { type, error: failure.message });
    return failure.retryable
      ? wireError("storage_unavailable", "Storage cannot be reached right now: try again")
      : wireError("storage_failed", "Storage has failed: the owner of this server must look at it");
  }
  context.logger.error("request failed", { type, error: failure });
  return wireError("internal", "Something went wrong on the server: try again");
}
