import type { ServerProcess } from "../support/server_process.ts";
import { nowMs, type Span } from "./felt.ts";
import { AddressSocket, type AddressSocketOptions } from "./address_socket.ts";

/** Where the attacker comes from. */
export const ATTACKER = "127.0.0.1";
/** Connections being made at once. Above the backlog of a listening socket they would only time out. */
const AT_ONCE = 64;

/** What an attack finds: the server, and as many sockets as it likes. */
export class Arena implements Disposable {
  readonly server: ServerProcess;
  /** Whether it is to be over in a moment, with numbers as small as show the fault. */
  readonly isShort: boolean;
  /** When the bystanders were attacked. */
  span: Span | null = null;
  readonly #sockets = new Set<AddressSocket>();

  constructor(server: ServerProcess, { isShort }: { isShort: boolean }) {
    this.server = server;
    this.isShort = isShort;
  }

  /** How many of something an attack makes. */
  size(full: number, short: number): number {
    return this.isShort ? short : full;
  }

  /** A socket on its way. */
  socket(options: Partial<AddressSocketOptions> = {}): AddressSocket {
    const socket = new AddressSocket({ port: this.server.port, from: ATTACKER, ...options });
    this.#sockets.add(socket);
    void socket.gone.then(() => this.#sockets.delete(socket));
    return socket;
  }

  /** A socket once its upgrade is answered, whether or not it was taken. */
  async open(options: Partial<AddressSocketOptions> = {}): Promise<AddressSocket> {
    const socket = this.socket(options);
    await socket.answered;
    return socket;
  }

  /** A guest on a socket; null when they were refused. */
  async guest(
    name: string,
    options: Partial<AddressSocketOptions> = {},
  ): Promise<AddressSocket | null> {
    const socket = await this.open(options);
    const reply = await socket.ask({ type: "auth", name });
    if (reply?.ok) return socket;
    socket.hangUp();
    return null;
  }

  /** Does something so many times, a few at once; what each gave, as they were begun. */
  async many<T>(count: number, act: (number: number) => Promise<T>): Promise<T[]> {
    const results: T[] = [];
    let next = 0;
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, async () => {
      while (next < count) {
        const number = next++;
        results[number] = await act(number);
      }
    }));
    return results;
  }

  /** The stretch that counts as attacked; the rest of an attack prepares it or looks at what came of it. */
  async attacking<T>(act: () => Promise<T>): Promise<T> {
    const fromMs = nowMs();
    try {
      return await act();
    } finally {
      this.span = { fromMs, toMs: nowMs() };
    }
  }

  /** Ends all that are open or on their way. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.hangUp();
  }

  [Symbol.dispose](): void {
    this.hangUp();
  }
}

/** An address of this machine that is neither the attacker's nor a bystander's, the same for every `perAddress`. */
export function addressOf(number: number, perAddress: number): string {
  const network = Math.floor(number / perAddress);
  return `127.1.${network >> 8}.${network & 255}`;
}
