import type { Clock } from "../ports/clock.ts";

/** How soon everybody is looked at, at most, in milliseconds. */
const POLL_MS = 500;

/** Something to be looked at again. */
export interface Polled {
  look(): void;
}

/** Looks at everybody who asked for it, once, within POLL_MS: one timer for all, because one for each socket that is
 *  written to costs a tenth of what writing does (docs/PERFORMANCE.md). */
export class SocketPoller {
  readonly #clock: Clock;
  #awaiting: Polled[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(one: Polled): void {
    if (this.#awaiting.length === 0) this.#clock.after(POLL_MS, () => this.#look());
    this.#awaiting.push(one);
  }

  #look(): void {
    const watched = this.#awaiting;
    this.#awaiting = [];
    for (const one of watched) one.look();
  }
}
