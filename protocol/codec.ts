import { type WireError, wireError } from "./errors.ts";
import type { ServerEvent } from "./events.ts";
import { type ContentLimits, refuseContent } from "./refuse_content.ts";
import { type ClientRequest, isRequestType, parseRequest } from "./requests.ts";

/** A request that could be read, or why not; `ref` when the sender gave a usable one. */
export type Decoded =
  | { ok: true; request: ClientRequest }
  | { ok: false; ref?: string; error: WireError };

/** Reads a frame: one or more JSON objects separated by "\n". Blank lines are passed over.
 *  Never throws; every object that is not a valid request gives its own error, in place. */
export function decodeFrame(frame: string, limits: ContentLimits): Decoded[] {
  if (!frame.includes("\n")) return [decodeRequest(frame, limits)];
  return frame.split("\n").filter((line) => line.trim() !== "")
    .map((line) => decodeRequest(line, limits));
}

/** One event as one line. */
export function encodeEvent(event: ServerEvent): string {
  return JSON.stringify(event);
}

function decodeRequest(line: string, limits: ContentLimits): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { ok: false, error: wireError("bad_json", "The frame is not JSON") };
  }
  return validateRequest(value, limits);
}

/** Checks what may be a request against its schema and the limits of its content. Never throws. */
export function validateRequest(value: unknown, limits: ContentLimits): Decoded {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { ok: false, error: wireError("bad_message", "A message must be a JSON object") };
  }
  const { type, ref } = value as { type?: unknown; ref?: unknown };
  const usableRef = typeof ref === "string" && ref.length >= 1 && ref.length <= 64
    ? ref
    : undefined;
  if (typeof type !== "string" || !isRequestType(type)) {
    const shown = typeof type === "string" ? JSON.stringify(type.slice(0, 64)) : "missing";
    return refuse(usableRef, wireError("unknown_type", `The type is ${shown}`));
  }
  const parsed = parseRequest(type, value);
  if (!parsed.ok) {
    return refuse(usableRef, wireError("bad_message", `Bad ${type}: ${parsed.message}`));
  }
  const { request } = parsed;
  const error = "text" in request ? refuseContent(request, request.room, limits) : null;
  return error ? refuse(usableRef, error) : { ok: true, request };
}

function refuse(ref: string | undefined, error: WireError): Decoded {
  return ref === undefined ? { ok: false, error } : { ok: false, ref, error };
}
