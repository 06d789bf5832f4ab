import { connect, type Socket } from "node:net";
import { encodeFrame, headEnd } from "../../bench/load/web_socket.ts";
import { joined } from "../fuzz/tcp.ts";

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** How a reply begins. */
const REPLY = /^\{"type":"reply","ref":"([^"]+)","ok":(true|false)/;
/** Longer replies are lists of people, thousands of times: only whether they are good is read. */
const READ_LENGTH = 16 * 1024;

const LOOPBACK = "127.0.0.1";

/** Any 16 bytes in base64 (RFC 6455, 4.1). */
const KEY = "Y29uZmFiLWF0dGFja2Vycw==";

export interface AddressSocketOptions {
  port: number;
  /** The address of this machine that it comes from: 127.0.0.1 to 127.255.255.254. */
  from: string;
  path?: string;
  /** Null for none. */
  protocol?: string | null;
  headers?: string[];
  /** Whether a close is answered, as it should be. */
  answersClose?: boolean;
  /** Told each text frame. */
  onText?: (text: string) => void;
  /** Told the HTTP status of each answer to an upgrade. */
  onAnswer?: (status: number) => void;
}

/** A WebSocket that comes from any address of the loopback network and follows no rule that it need not follow. */
export class AddressSocket {
  /** The HTTP status of the first answer to an upgrade; 0 when there was none before the connection went. */
  readonly answered: Promise<number>;
  /** Resolves when the server has ended the TCP connection, or we have. */
  readonly gone: Promise<void>;
  status = 0;
  /** What the server closed it with; null while it has not. */
  closeCode: number | null = null;
  /** Whether the TCP connection is still there. */
  isHeld = true;
  receivedBytes = 0;
  readonly #options: AddressSocketOptions;
  readonly #socket: Socket;
  readonly #replies = new Map<string, (reply: Reply | null) => void>();
  #answer: (status: number) => void = () => {};
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array();
  #lastRef = 0;

  constructor(options: AddressSocketOptions) {
    this.#options = options;
    const { port, from } = options;
    // Bound to an address, each would take one of its ports away for a minute, whatever it connects to.
    const localAddress = from === LOOPBACK ? undefined : from;
    this.#socket = connect({ host: LOOPBACK, port, localAddress, noDelay: true });
    this.answered = new Promise((resolve) => this.#answer = resolve);
    this.gone = new Promise((resolve) => this.#socket.on("close", resolve));
    void this.gone.then(() => this.#lost());
    this.#socket.on("error", () => {
      // "close" follows; why does not matter.
    });
    this.#socket.on("connect", () => this.upgrade());
    this.#socket.on("data", (chunk) => this.#receive(chunk as Uint8Array<ArrayBuffer>));
  }

  /** Whether the server took it and has not begun to close it. */
  get isOpen(): boolean {
    return this.isHeld && this.status === 101 && this.closeCode === null;
  }

  /** Asks to become a WebSocket: once by itself, again whenever that was refused. */
  upgrade(): void {
    const { path = "/ws", protocol = "confab.v1", headers = [], port } = this.#options;
    const lines = [
      `GET ${path} HTTP/1.1`,
      ...(headers.some((it) => it.startsWith("Host:")) ? [] : [`Host: ${LOOPBACK}:${port}`]),
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${KEY}`,
      ...(protocol === null ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
      ...headers,
    ];
    this.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  }

  /** A text frame. */
  send(text: string): void {
    this.write(encodeFrame(TEXT, new TextEncoder().encode(text)));
  }

  write(bytes: Uint8Array): void {
    if (this.isHeld) this.#socket.write(bytes);
  }

  /** The reply to a request; null when the connection ends before. */
  ask(request: Record<string, unknown>): Promise<Reply | null> {
    if (!this.isOpen) return Promise.resolve(null);
    const ref = `r${++this.#lastRef}`;
    return new Promise((resolve) => {
      this.#replies.set(ref, resolve);
      this.send(JSON.stringify({ ref, ...request }));
    });
  }

  /** Ends the TCP connection without a word. */
  hangUp(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Uint8Array<ArrayBuffer>): void {
    this.receivedBytes += chunk.length;
    let bytes = this.#rest.length === 0 ? chunk : joined(this.#rest, chunk);
    if (this.status !== 101) {
      const end = answerEnd(bytes);
      this.#rest = end === 0 ? bytes : new Uint8Array();
      if (end === 0) return;
      this.status = Number(new TextDecoder().decode(bytes.subarray(9, 12)));
      this.#answer(this.status);
      this.#options.onAnswer?.(this.status);
      if (this.status !== 101) return;
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes.slice(this.#readFrames(bytes));
  }

  /** Where the first frame begins that is not whole. */
  #readFrames(bytes: Uint8Array<ArrayBuffer>): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (at + 2 <= bytes.length) {
      const short = bytes[at + 1]! & 127;
      const start = at + (short === 126 ? 4 : short === 127 ? 10 : 2);
      if (start > bytes.length) break;
      const length = short === 126
        ? view.getUint16(at + 2)
        : short === 127
        ? Number(view.getBigUint64(at + 2))
        : short;
      if (start + length > bytes.length) break;
      this.#readFrame(bytes[at]! & 15, bytes.subarray(start, start + length));
      at = start + length;
    }
    return at;
  }

  #readFrame(opcode: number, payload: Uint8Array<ArrayBuffer>): void {
    if (opcode === PING) this.write(encodeFrame(PONG, payload));
    if (opcode === CLOSE) {
      const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
      this.closeCode = payload.length < 2 ? 1005 : view.getUint16(0);
      if (this.#options.answersClose === false) return;
      this.write(encodeFrame(CLOSE, payload.subarray(0, 2)));
      this.#socket.end();
    }
    if (opcode !== TEXT || (this.#replies.size === 0 && !this.#options.onText)) return;
    const text = new TextDecoder().decode(payload);
    this.#options.onText?.(text);
    if (this.#replies.size > 0) this.#readReplies(text);
  }

  #readReplies(text: string): void {
    for (const line of text.split("\n")) {
      const [, ref = "", ok] = REPLY.exec(line.slice(0, 64)) ?? [];
      const resolve = this.#replies.get(ref);
      if (!resolve) continue;
      this.#replies.delete(ref);
      resolve(line.length > READ_LENGTH ? { ok: ok === "true" } : JSON.parse(line));
    }
  }

  #lost(): void {
    this.isHeld = false;
    this.#answer(0);
    for (const resolve of this.#replies.values()) resolve(null);
    this.#replies.clear();
  }
}

/** A reply, of whatever version of the server: only what is looked at here. */
export interface Reply {
  ok: boolean;
  error?: { code: string; message: string };
  room?: { id: string };
  seq?: number;
  users?: { id: string }[];
}

/** Where the answer to an upgrade ends, with its body; 0 when it is not whole. */
function answerEnd(bytes: Uint8Array<ArrayBuffer>): number {
  const body = headEnd(bytes, bytes.length);
  if (body === 0) return 0;
  const head = new TextDecoder().decode(bytes.subarray(0, body));
  const end = body + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  return bytes.length >= end ? end : 0;
}
