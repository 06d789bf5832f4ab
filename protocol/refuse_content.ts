import { fitsBytes, utf8Bytes } from "./bytes.ts";
import type { Content } from "./content.ts";
import { type WireError, wireError } from "./errors.ts";
import type { Limits } from "./limits.ts";

/** The limits that content keeps. */
export type ContentLimits = Pick<Limits, "messageBytes">;

/** Why a room cannot be told this; null when it can. */
export function refuseContent(
  { text }: Content,
  room: string,
  { messageBytes }: ContentLimits,
): WireError | null {
  if (text.trim() === "") return wireError("text_empty", `Cannot post to "${room}": empty text`);
  if (fitsBytes(text, messageBytes)) return null;
  return wireError(
    "text_too_long",
    `Cannot post to "${room}": text is ${utf8Bytes(text)} bytes, the limit is ${messageBytes}`,
  );
}
