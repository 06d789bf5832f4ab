import type { Result, WireError } from "../../protocol/errors.ts";
import { backoffMs } from "../connection/backoff.ts";
import type { ClientClock } from "../clock.ts";
import type { TokenBucket } from "./token_bucket.ts";
import type { PendingMessage } from "../types.ts";

/** Most messages of one room that are sent and not yet answered. */
export const MAX_IN_FLIGHT = 16;

/** What is sent: a new message, or a change to one. */
export type Outgoing = Pick<PendingMessage, "id" | "text" | "replyTo" | "change">;

/** What the server says to it. */
export interface Acknowledgement {
  /** Of the room, after it. */
  version: number;
  /** Of a new message. */
  seq?: number;
}

export interface SenderOptions {
  /** Sends one message; rejects when no answer will come. */
  post(message: Outgoing): Promise<Result<Acknowledgement>>;
  acknowledged(message: Outgoing, reply: Acknowledgement): void;
  /** It was refused, and would be again. */
  refused(message: Outgoing, error: WireError): void;
  /** The server does not know us as one of the room: join again. */
  rejoin(): void;
  tokenBucket: TokenBucket;
  clock: ClientClock;
  random(): number;
}

/** Sends one room's messages in order, each until it is acknowledged or refused for good. */
export class Sender {
  readonly #options: SenderOptions;
  /** In order of writing, those in flight included. */
  #queue: Outgoing[] = [];
  readonly #inFlight = new Set<Outgoing>();
  #open = false;
  /** Raised when the connection is lost: answers to what was sent before no longer count. */
  #epoch = 0;
  #window = MAX_IN_FLIGHT;
  #failures = 0;
  #cancelWait: (() => void) | null = null;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Nothing waits and nothing is under way. */
  get isIdle(): boolean {
    return this.#queue.length === 0;
  }

  add(message: Outgoing): void {
    this.#queue.push(message);
    this.#pump();
  }

  /** No longer to be sent: it turned out to be in the log already, or was discarded. */
  forget(id: string): void {
    const message = this.#queue.find((one) => one.id === id);
    if (message) this.#remove(message);
    this.#pump();
  }

  /** A connection is up, or the room was joined as asked for. */
  resume(): void {
    this.#open = true;
    this.#pump();
  }

  /** The connection is gone: what is under way will be sent again. */
  pause(): void {
    this.#open = false;
    this.#epoch++;
    this.#inFlight.clear();
    this.#window = MAX_IN_FLIGHT;
    this.#failures = 0;
    this.#cancelWait?.();
    this.#cancelWait = null;
  }

  #pump(): void {
    for (const message of [...this.#queue]) {
      if (!this.#open || this.#cancelWait || this.#inFlight.size >= this.#window) return;
      if (this.#inFlight.has(message)) continue;
      const waitMs = this.#options.tokenBucket.take();
      if (waitMs > 0) return this.#wait(waitMs);
      this.#post(message);
    }
  }

  async #post(message: Outgoing): Promise<void> {
    const epoch = this.#epoch;
    this.#inFlight.add(message);
    const result = await this.#options.post(message).catch(() => null);
    if (epoch !== this.#epoch || !this.#inFlight.delete(message)) return;
    if (result?.ok) {
      this.#window = MAX_IN_FLIGHT;
      this.#failures = 0;
      this.#remove(message);
      this.#options.acknowledged(message, result.value);
    } else if (result?.error.code === "not_joined") {
      this.pause();
      this.#options.rejoin();
    } else if (!result || result.error.retryable) {
      this.#retryLater(result?.error.retryAfterMs);
    } else {
      this.#remove(message);
      this.#options.refused(message, result.error);
    }
    this.#pump();
  }

  /** Goes on one at a time, lest a later message succeed where an earlier one is refused. */
  #retryLater(retryAfterMs: number | undefined): void {
    const { random } = this.#options;
    this.#window = 1;
    const delayMs = Math.max(retryAfterMs ?? 0, backoffMs(this.#failures++, random()));
    this.#wait(delayMs);
  }

  #wait(delayMs: number): void {
    this.#cancelWait?.();
    this.#cancelWait = this.#options.clock.after(delayMs, () => {
      this.#cancelWait = null;
      this.#pump();
    });
  }

  #remove(message: Outgoing): void {
    this.#queue = this.#queue.filter((one) => one !== message);
    this.#inFlight.delete(message);
  }
}
