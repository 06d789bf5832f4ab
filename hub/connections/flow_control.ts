import type { Limits } from "../../protocol/limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { Transport } from "../ports/transport.ts";
import type { Polled, SocketPoller } from "./socket_poller.ts";

/** How soon a full socket is polled again, in milliseconds: the first time, and at most. */
const FIRST_POLL_MS = 5;
const LAST_POLL_MS = 100;

/** What the flow of all sockets shares. */
export interface FlowHost {
  clock: Clock;
  poller: SocketPoller;
  limits: Limits;
}

/** Who writes to the socket. */
export interface FlowOwner {
  /** A full socket has drained: `write` works again. */
  drained(): void;
  /** The peer has taken nothing for `lagMs`. Called at most once. */
  stalled(): void;
}

/** Stands between a send queue and a socket that takes everything it is given: it stops at `socketBufferBytes`, and finds
 *  out which peer takes nothing. Sockets do not tell when they have drained, so they are polled. */
export class FlowControl implements Polled {
  readonly #host: FlowHost;
  readonly #transport: Transport;
  readonly #owner: FlowOwner;
  #blocked = false;
  #awaiting = false;
  #stopped = false;
  /** Set while the socket is full: calls off the next poll. */
  #cancelPoll: (() => void) | null = null;
  /** Bytes handed over since the socket was first found with something in it; null when it was found empty. */
  #handedOver: number | null = null;
  /** How much of that the network has taken, and when a poll last found it to be more. */
  #taken = 0;
  #takenAt = 0;

  constructor(host: FlowHost, transport: Transport, owner: FlowOwner) {
    this.#host = host;
    this.#transport = transport;
    this.#owner = owner;
  }

  /** Whether the socket was found full and not yet found drained. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Hands a frame over unless the socket is full. Whether it did. */
  write(frame: string): boolean {
    if (this.#blocked) return false;
    const transport = this.#transport;
    const before = transport.bufferedBytes;
    if (before > this.#host.limits.socketBufferBytes) {
      this.#blocked = true;
      this.#pollIn(FIRST_POLL_MS);
      return false;
    }
    transport.send(frame);
    if (this.#handedOver !== null) this.#handedOver += transport.bufferedBytes - before;
    this.#awaitPoll();
    return true;
  }

  poll(): void {
    this.#awaiting = false;
    // A full socket is polled more often anyway.
    if (!this.#stopped && !this.#cancelPoll) this.#poll();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelPoll?.();
  }

  #awaitPoll(): void {
    if (this.#awaiting) return;
    this.#awaiting = true;
    this.#host.poller.add(this);
  }

  #pollIn(delayMs: number): void {
    this.#cancelPoll = this.#host.clock.after(delayMs, () => {
      this.#cancelPoll = null;
      this.#poll(delayMs);
    });
  }

  /** @param delayMs how long after the last poll of a full socket */
  #poll(delayMs = FIRST_POLL_MS): void {
    const buffered = this.#transport.bufferedBytes;
    if (this.#isStalled(buffered)) return this.#owner.stalled();
    if (this.#blocked) {
      // Half: a peer at the very edge would be full again with the next frame.
      if (buffered > this.#host.limits.socketBufferBytes / 2) {
        return this.#pollIn(Math.min(delayMs * 2, LAST_POLL_MS));
      }
      this.#blocked = false;
      this.#owner.drained();
    }
    if (buffered > 0) this.#awaitPoll();
  }

  #isStalled(buffered: number): boolean {
    const now = this.#host.clock.monotonic();
    if (buffered === 0) {
      this.#handedOver = null;
      return false;
    }
    const taken = this.#handedOver === null ? 0 : this.#handedOver - buffered;
    if (this.#handedOver === null || taken > this.#taken) this.#takenAt = now;
    this.#handedOver ??= buffered;
    this.#taken = taken;
    return now - this.#takenAt >= this.#host.limits.lagMs;
  }
}
