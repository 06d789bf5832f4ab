import type { Line, Receiver, Swarm } from "./swarm.ts";

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const FIN = 0x80;
const MASKED = 0x80;

/** Any 16 bytes in base64: nobody here checks the answer to it. */
const KEY = "Y29uZmFiLWJlbmNobWFyaw==";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What becomes of a socket. */
export interface SocketEvents {
  onOpen(): void;
  /** A text frame: `bytes` from `start` to `end`, to be read during the call. */
  onFrame(bytes: Uint8Array, start: number, end: number): void;
  /** Refused with an HTTP status, or closed (status 0). */
  onClose(status: number): void;
}

export interface SocketRequest {
  path: string;
  protocol?: string;
}

/** The client's end of a WebSocket, reduced to what a load generator needs. Its masks are zero, so that
 *  nothing has to be masked; servers cannot tell and unmask all the same. */
export class WebSocketLine implements Receiver {
  readonly #events: SocketEvents;
  readonly #request: SocketRequest;
  readonly #line: Line;
  #upgraded = false;

  constructor(swarm: Swarm, request: SocketRequest, events: SocketEvents) {
    this.#events = events;
    this.#request = request;
    this.#line = swarm.connect(this);
  }

  send(text: string): void {
    this.#line.send(encodeFrame(TEXT, encoder.encode(text)));
  }

  close(how?: { cut?: boolean }): void {
    this.#line.close(how);
  }

  onConnected(): void {
    const { path, protocol } = this.#request;
    const lines = [
      `GET ${path} HTTP/1.1`,
      "Host: 127.0.0.1",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${KEY}`,
    ];
    if (protocol) lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
    this.#line.send(encoder.encode(`${lines.join("\r\n")}\r\n\r\n`));
  }

  onBytes(bytes: Uint8Array, end: number): number {
    let at = 0;
    if (!this.#upgraded) {
      at = headEnd(bytes, end);
      if (at === 0) return 0;
      const status = Number(decoder.decode(bytes.subarray(9, 12)));
      if (status !== 101) {
        this.#line.close();
        this.#events.onClose(status);
        return end;
      }
      this.#upgraded = true;
      this.#events.onOpen();
    }
    while (end - at >= 2) {
      let start = at + 2;
      let length = bytes[at + 1]! & 127;
      if (length === 126) {
        start += 2;
        if (start > end) break;
        length = bytes[at + 2]! << 8 | bytes[at + 3]!;
      } else if (length === 127) {
        start += 8;
        if (start > end) break;
        // A frame here is far below 4 GiB: the upper half is zero.
        length = (bytes[at + 6]! << 24 | bytes[at + 7]! << 16 | bytes[at + 8]! << 8 |
          bytes[at + 9]!) >>> 0;
      }
      if (start + length > end) break;
      if (bytes[at]! < FIN) throw new Error("A server cut a message into several frames");
      this.#onFrame(bytes[at]! & 15, bytes, start, start + length);
      at = start + length;
    }
    return at;
  }

  onGone(): void {
    this.#events.onClose(0);
  }

  #onFrame(opcode: number, bytes: Uint8Array, start: number, end: number): void {
    if (opcode === TEXT) this.#events.onFrame(bytes, start, end);
    else if (opcode === PING) this.#line.send(encodeFrame(PONG, bytes.slice(start, end)));
    else if (opcode === CLOSE) this.#line.close();
    if (opcode === CLOSE) this.#events.onClose(0);
  }
}

/** A whole masked frame whose mask is zero. */
export function encodeFrame(opcode: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = payload;
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = new Uint8Array(2 + extended + 4 + length);
  frame[0] = FIN | opcode;
  frame[1] = MASKED | (extended === 0 ? length : extended === 2 ? 126 : 127);
  const view = new DataView(frame.buffer);
  if (extended === 2) view.setUint16(2, length);
  if (extended === 8) view.setBigUint64(2, BigInt(length));
  frame.set(payload, 2 + extended + 4);
  return frame;
}

/** Where the body begins after the head of an HTTP answer; 0 when the head is not complete. */
export function headEnd(bytes: Uint8Array, end: number): number {
  for (let at = bytes.indexOf(13); at >= 0 && at + 3 < end; at = bytes.indexOf(13, at + 1)) {
    if (bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at + 4;
  }
  return 0;
}
