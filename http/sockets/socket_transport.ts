import type { Transport } from "../../hub/ports/transport.ts";
import { CLOSE } from "../../protocol/close_codes.ts";
import { cutSocket } from "./cut_socket.ts";

/** How often a closing socket looks whether all is written, in milliseconds, and how many times at most. */
const LOOK_MS = 10;
const LOOKS = 50;

/** How long a peer may take to answer a close, in milliseconds. Browsers do at once. */
const ANSWER_MS = 5_000;

/** A WebSocket as the hub's sending half. */
export class SocketTransport implements Transport {
  static readonly #closes = new Set<Promise<void>>();

  /** Resolves once every socket that was told to close has written all it had, or taken too long for it. */
  static async allWritten(): Promise<void> {
    await Promise.all(this.#closes);
  }

  /** Sockets that were told to close and whose peers do not take what is still to be written to them. */
  static readonly #unwritten = new Set<WebSocket>();

  /** Reads no more of what arrives over these sockets: a message without end would be kept even now. Their TCP connections
   *  stay until the peers go, for what is half written keeps them. How many there were. */
  static cutUnwritten(): number {
    const sockets = [...SocketTransport.#unwritten];
    SocketTransport.#unwritten.clear();
    for (const socket of sockets) cutSocket(socket);
    return sockets.length;
  }

  readonly #socket: WebSocket;
  #closing = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: string): void {
    if (!this.#closing && this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  close(code: number, reason: string): void {
    if (this.#closing) return;
    this.#closing = true;
    const close = this.#closeOnceWritten(code, reason);
    SocketTransport.#closes.add(close);
    void close.then(() => SocketTransport.#closes.delete(close));
  }

  drop(): void {
    const { code, name } = CLOSE.tryAgainLater;
    if (this.#closing) return;
    this.#closing = true;
    if (!cutSocket(this.#socket)) this.#socket.close(code, name);
  }

  /** A closing socket is cut off by Deno at the peer's next message, whatever it still has to write. */
  async #closeOnceWritten(code: number, reason: string): Promise<void> {
    for (let look = 0; look < LOOKS && this.#socket.bufferedAmount > 0; look++) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount === 0) cutUnlessAnswered(this.#socket);
    else this.#keepUnwritten();
    this.#socket.close(code, reason);
  }

  /** Of a peer that reads nothing there is no getting rid: what is half written keeps its TCP connection, and with it its
   *  place. */
  #keepUnwritten(): void {
    const socket = this.#socket;
    SocketTransport.#unwritten.add(socket);
    const forget = () => SocketTransport.#unwritten.delete(socket);
    socket.addEventListener("close", forget, { once: true });
  }
}

/** A peer that never answers a close, or is in the middle of a frame that has no end, would keep its socket. */
function cutUnlessAnswered(socket: WebSocket): void {
  const timer = setTimeout(() => cutSocket(socket), ANSWER_MS);
  socket.addEventListener("close", () => clearTimeout(timer), { once: true });
}
