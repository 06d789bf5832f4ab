import type { Clock } from "../ports.ts";

/** How soon everybody is looked at, at most, in milliseconds. */
const WATCH_MS = 500;

/** Something to be looked at again. */
export interface Watched {
  look(): void;
}

/** Looks at everybody who asked for it, once, within WATCH_MS: one timer for all, because one for each socket that is
 *  written to costs a tenth of what writing does (docs/PERFORMANCE.md). */
export class Watch {
  readonly #clock: Clock;
  #watched: Watched[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(one: Watched): void {
    if (this.#watched.length === 0) this.#clock.after(WATCH_MS, () => this.#look());
    this.#watched.push(one);
  }

  #look(): void {
    const watched = this.#watched;
    this.#watched = [];
    for (const one of watched) one.look();
  }
}
