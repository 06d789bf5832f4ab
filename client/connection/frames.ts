import type { ServerEvent } from "../../protocol/events.ts";
import type { ClientRequest } from "../../protocol/requests.ts";

/** Every event this client understands. What a newer server sends besides is passed over. */
const KNOWN_TYPES: Record<ServerEvent["type"], true> = {
  welcome: true,
  reply: true,
  message: true,
  presence: true,
  typing: true,
  room: true,
  "room.gone": true,
  read: true,
  account: true,
  settings: true,
  lagged: true,
  error: true,
};

/** One request as one line, without the line break. */
export function encodeRequest(request: ClientRequest): string {
  return JSON.stringify(request);
}

/** The events of a frame (JSON objects separated by "\n"), in order. Lines that are no event this
 *  client knows are left out: a newer server must not break an older page. The fields are taken
 *  on trust: the server is the page's own origin. Never throws. */
export function decodeEvents(frame: string): ServerEvent[] {
  const events: ServerEvent[] = [];
  for (const line of frame.split("\n")) {
    const event = parseEvent(line);
    if (event) events.push(event);
  }
  return events;
}

function parseEvent(line: string): ServerEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const type = (value as { type?: unknown } | null)?.type;
  return typeof type === "string" && Object.hasOwn(KNOWN_TYPES, type) ? value as ServerEvent : null;
}
