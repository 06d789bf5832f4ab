import { wireError } from "../../protocol/errors.ts";

/** The one version there is (RFC 6455, 4.1). */
const VERSION = "13";
/** 16 bytes in base64 (RFC 6455, 4.1). */
const KEY = /^[A-Za-z0-9+/]{22}==$/;

/** Why a request cannot become a WebSocket; null when it can. */
export function refuseHandshake({ method, headers }: Request): Response | null {
  if (method !== "GET" || !lists(headers.get("upgrade"), "websocket")) {
    return refuse(426, "This address speaks WebSocket only", { Upgrade: "websocket" });
  }
  if (!lists(headers.get("connection"), "upgrade")) {
    return refuse(400, "The header Connection must say Upgrade");
  }
  if (headers.get("sec-websocket-version") !== VERSION) {
    const message = `The header Sec-WebSocket-Version must be ${VERSION}`;
    return refuse(426, message, { "Sec-WebSocket-Version": VERSION });
  }
  if (!KEY.test(headers.get("sec-websocket-key") ?? "")) {
    return refuse(400, "The header Sec-WebSocket-Key must be 16 bytes in base64");
  }
  return null;
}

/** An error of the protocol as the answer to a request. */
export function refuse(status: number, message: string, headers?: HeadersInit): Response {
  return Response.json({ error: wireError("bad_message", message) }, { status, headers });
}

/** Whether a header that is a list has an item, in whatever case. */
function lists(header: string | null, item: string): boolean {
  return header?.split(",").some((it) => it.trim().toLowerCase() === item) ?? false;
}
