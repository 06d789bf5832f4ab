import { type WireError, wireError } from "./errors.ts";
import type { ServerEvent } from "./events.ts";
import type { Limits } from "./limits.ts";
import { type ContentLimits, refuseContent } from "./refuse_content.ts";
import { type ClientRequest, isRequestType, parseRequest } from "./requests.ts";

/** A request that could be read, or why not; `ref` when the sender gave a usable one. */
export type Decoded =
  | { ok: true; request: ClientRequest }
  | { ok: false; ref?: string; error: WireError };

/** The limits that a frame keeps. */
export type FrameLimits = ContentLimits & Pick<Limits, "linesPerFrame">;

/** Reads a frame: one or more JSON objects separated by "\n", one whenever the next is asked for. Blank lines are passed
 *  over. Never throws; every object that is not a valid request gives its own error, in place. A frame of too many lines
 *  gives nothing but `frame_too_big`. */
export function decodeFrame(frame: string, limits: FrameLimits): Iterable<Decoded> {
  if (!frame.includes("\n")) return [decodeRequest(frame, limits)];
  return readLines(frame, limits, (line) => decodeRequest(line, limits));
}

/** Reads the lines of a frame, each when it is asked for; blank ones are passed over. One that has too many lines is
 *  refused as a whole, with `frame_too_big`. */
export function* readLines(
  frame: string,
  { linesPerFrame }: FrameLimits,
  readLine: (line: string) => Decoded,
): Iterable<Decoded> {
  if (hasMoreLines(frame, linesPerFrame)) {
    const message = `The frame has more than ${linesPerFrame} lines`;
    return yield { ok: false, error: wireError("frame_too_big", message) };
  }
  for (const line of frame.split("\n")) {
    if (line.trim() !== "") yield readLine(line);
  }
}

/** One event as one line. */
export function encodeEvent(event: ServerEvent): string {
  return JSON.stringify(event);
}

/** Whether a frame has more lines than so many; an end of line at its end begins no other. */
function hasMoreLines(frame: string, most: number): boolean {
  let end = -1;
  for (let lines = 0; lines < most; lines++) {
    end = frame.indexOf("\n", end + 1);
    if (end < 0) return false;
  }
  return end + 1 < frame.length;
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
