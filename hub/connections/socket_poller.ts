import type { Clock } from "../ports/clock.ts";

/** How soon a socket is polled, at most, in milliseconds. */
const POLL_MS = 500;

export interface Polled {
  poll(): void;
}

/** Polls each socket that was added, once, within POLL_MS. It has one timer for all of them: one for each socket that is
 *  written to would cost a tenth of what writing does (docs/PERFORMANCE.md). */
export class SocketPoller {
  readonly #clock: Clock;
  #awaiting: Polled[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(one: Polled): void {
    if (this.#awaiting.length === 0) this.#clock.after(POLL_MS, () => this.#poll());
    this.#awaiting.push(one);
  }

  #poll(): void {
    const polled = this.#awaiting;
    this.#awaiting = [];
    for (const one of polled) one.poll();
  }
}
