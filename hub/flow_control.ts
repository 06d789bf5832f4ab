import type { Limits } from "../protocol/limits.ts";
import type { Clock, Transport } from "./ports.ts";

/** How soon a full socket is looked at again, in milliseconds: the first time, and at most. */
const FIRST_LOOK_MS = 5;
const LAST_LOOK_MS = 100;

/** How often a socket that was written to is looked at until it is empty, in milliseconds. */
const WATCH_MS = 500;

export interface FlowControlOptions {
  transport: Transport;
  clock: Clock;
  limits: Limits;
  /** A full socket has drained: `write` works again. */
  onDrained: () => void;
  /** The peer has taken nothing for `lagMs`. Called at most once. */
  onStalled: () => void;
}

/** Stands between an outbox and a socket that takes everything it is given: stops at `socketBufferBytes`,
 *  and finds out who takes nothing. Sockets don't tell when they drain, so they are looked at. */
export class FlowControl {
  readonly #options: FlowControlOptions;
  #blocked = false;
  #cancelLook: (() => void) | null = null;
  /** Bytes handed over since the socket was first found with something in it; null when it was found empty. */
  #handedOver: number | null = null;
  /** How much of that the network had taken, and when a look last found it to be more. */
  #taken = 0;
  #takenAt = 0;

  constructor(options: FlowControlOptions) {
    this.#options = options;
  }

  /** Whether the socket was found full and not yet found drained. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Hands a frame over unless the socket is full. Whether it did. */
  write(frame: string): boolean {
    if (this.#blocked) return false;
    const { transport, limits } = this.#options;
    const before = transport.bufferedBytes;
    if (before > limits.socketBufferBytes) {
      this.#blocked = true;
      this.#lookIn(FIRST_LOOK_MS);
      return false;
    }
    transport.send(frame);
    if (this.#handedOver !== null) this.#handedOver += transport.bufferedBytes - before;
    if (!this.#cancelLook) this.#lookIn(WATCH_MS);
    return true;
  }

  stop(): void {
    this.#cancelLook?.();
  }

  #lookIn(delayMs: number): void {
    this.#cancelLook?.();
    this.#cancelLook = this.#options.clock.after(delayMs, () => {
      this.#cancelLook = null;
      this.#look(delayMs);
    });
  }

  #look(delayMs: number): void {
    const { transport, limits, onDrained, onStalled } = this.#options;
    const buffered = transport.bufferedBytes;
    if (this.#isStalled(buffered)) return onStalled();
    if (this.#blocked) {
      // Half: a peer at the very edge would be full again with the next frame.
      if (buffered > limits.socketBufferBytes / 2) {
        return this.#lookIn(Math.min(delayMs * 2, LAST_LOOK_MS));
      }
      this.#blocked = false;
      onDrained();
    }
    if (buffered > 0 && !this.#cancelLook) this.#lookIn(WATCH_MS);
  }

  #isStalled(buffered: number): boolean {
    const now = this.#options.clock.monotonic();
    if (buffered === 0) {
      this.#handedOver = null;
      return false;
    }
    const taken = this.#handedOver === null ? 0 : this.#handedOver - buffered;
    if (this.#handedOver === null || taken > this.#taken) this.#takenAt = now;
    this.#handedOver ??= buffered;
    this.#taken = taken;
    return now - this.#takenAt >= this.#options.limits.lagMs;
  }
}
