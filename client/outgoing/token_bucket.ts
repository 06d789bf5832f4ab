import type { ClientClock } from "../clock.ts";

/** A little slower than the server allows, since what leaves evenly may arrive bunched. */
const SLACK = 1.05;

/** Spreads messages as the server's rate limit wants them, so that a backlog is sent in order instead of
 *  being refused in part. */
export class TokenBucket {
  readonly #clock: ClientClock;
  #burst = Infinity;
  #intervalMs = 0;
  #tokens = Infinity;
  #countedAt = 0;

  constructor(clock: ClientClock) {
    this.#clock = clock;
  }

  /** Sets the limit. Setting it again earns nothing.
   *  @param perSecond 0 lifts the limit */
  limit(burst: number, perSecond: number): void {
    this.#refill();
    this.#intervalMs = perSecond > 0 ? 1_000 * SLACK / perSecond : 0;
    this.#burst = perSecond > 0 ? burst : Infinity;
    this.#tokens = Math.min(this.#tokens, this.#burst);
  }

  /** Takes leave to send one message: 0, or how long to wait before asking again, in milliseconds. */
  take(): number {
    this.#refill();
    if (this.#tokens < 1) return Math.ceil((1 - this.#tokens) * this.#intervalMs);
    this.#tokens--;
    return 0;
  }

  #refill(): void {
    const now = this.#clock.monotonic();
    const gained = this.#intervalMs > 0 ? (now - this.#countedAt) / this.#intervalMs : Infinity;
    this.#tokens = Math.min(this.#burst, this.#tokens + gained);
    this.#countedAt = now;
  }
}
