import type { ServerEvent } from "./events.ts";
import { fitsBytes, utf8Bytes } from "./bytes.ts";
import { type WireError, wireError } from "./errors.ts";
import { type ClientRequest, type ClientRequestType, REQUEST_SCHEMAS } from "./requests.ts";

/** A request that could be read, or why not; `ref` when the sender gave a usable one. */
export type Decoded =
  | { ok: true; request: ClientRequest }
  | { ok: false; ref?: string; error: WireError };

/** Reads a frame: one or more JSON objects separated by "\n". Blank lines are passed over.
 *  Never throws; every object that is not a valid request gives its own error, in place.
 *  @param messageBytes longest text of a message, in UTF-8 bytes */
export function decodeFrame(frame: string, messageBytes: number): Decoded[] {
  if (!frame.includes("\n")) return [decodeRequest(frame, messageBytes)];
  return frame.split("\n").filter((line) => line.trim() !== "")
    .map((line) => decodeRequest(line, messageBytes));
}

/** One event as one line. */
export function encodeEvent(event: ServerEvent): string {
  return JSON.stringify(event);
}

function decodeRequest(line: string, messageBytes: number): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { ok: false, error: wireError("bad_json", "The frame is not JSON") };
  }
  return validateRequest(value, messageBytes);
}

/** Checks what may be a request against its schema and the limit of its text. Never throws.
 *  @param messageBytes longest text of a message, in UTF-8 bytes */
export function validateRequest(value: unknown, messageBytes: number): Decoded {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { ok: false, error: wireError("bad_message", "A message must be a JSON object") };
  }
  const { type, ref } = value as { type?: unknown; ref?: unknown };
  const usableRef = typeof ref === "string" && ref.length >= 1 && ref.length <= 64
    ? ref
    : undefined;
  if (typeof type !== "string" || !Object.hasOwn(REQUEST_SCHEMAS, type)) {
    const shown = typeof type === "string" ? JSON.stringify(type.slice(0, 64)) : "missing";
    return refuse(usableRef, wireError("unknown_type", `The type is ${shown}`));
  }
  const parsed = REQUEST_SCHEMAS[type as ClientRequestType].safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const field = issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
    return refuse(usableRef, wireError("bad_message", `Bad ${type}: ${field}${issue.message}`));
  }
  const request = parsed.data;
  if (request.type === "message.send" || request.type === "message.edit") {
    const error = checkText(request.text, request.room, messageBytes);
    if (error) return refuse(usableRef, error);
  }
  return { ok: true, request };
}

function refuse(ref: string | undefined, error: WireError): Decoded {
  return ref === undefined ? { ok: false, error } : { ok: false, ref, error };
}

function checkText(text: string, room: string, messageBytes: number): WireError | null {
  if (text.trim() === "") return wireError("text_empty", `Cannot post to "${room}": empty text`);
  if (fitsBytes(text, messageBytes)) return null;
  return wireError(
    "text_too_long",
    `Cannot post to "${room}": text is ${utf8Bytes(text)} bytes, the limit is ${messageBytes}`,
  );
}
