import type { Clock } from "../ports/clock.ts";

/** How many come in at once, and how long the next ones wait, in milliseconds: 1,600 a second. In a storm of 2,000
 *  that come back together others wait for at most 73 ms; without it for 550 ms (bench/scenarios). */
const AT_ONCE = 8;
const PAUSE_MS = 5;
/** Most IP prefixes that are asked in one pause: what a pause costs must not follow how many wait. */
const PREFIXES_ASKED = 64;

/** Who waits to come in. */
interface Waiting {
  /** Comes in if it may now; else it waits on. */
  tryEnter: () => boolean;
  /** When it waits no longer, on the monotonic clock. */
  until: number;
  resolve: (entered: boolean) => void;
}

/** Lets a few in at a time, so that a storm of arrivals leaves room for those who are here. IP prefixes take turns, one
 *  each, so that a storm from one does not delay another; within a prefix it goes in order. */
export class AdmissionQueue {
  readonly #clock: Clock;
  readonly #patienceMs: number;
  /** In the order of their turns. */
  readonly #byPrefix = new Map<string, Waiting[]>();
  /** How many more may come in before the next pause is over. */
  #left = AT_ONCE;
  #pausing = false;

  /** @param patienceMs how long anybody waits at most */
  constructor(clock: Clock, patienceMs: number) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
  }

  /** How many wait. */
  get length(): number {
    return [...this.#byPrefix.values()].reduce((sum, waiting) => sum + waiting.length, 0);
  }

  /** Resolves with true when it is one's turn, at once when nobody of one's IP prefix waits; with false after
   *  `patienceMs` without one.
   *  @param tryEnter asked at each turn, which passes when it says no */
  enter(prefix: string, tryEnter: () => boolean): Promise<boolean> {
    this.#pause();
    const others = this.#byPrefix.get(prefix);
    if (!others && this.#left > 0 && tryEnter()) {
      this.#left -= 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const waiting = { tryEnter, until: this.#clock.monotonic() + this.#patienceMs, resolve };
      if (others) others.push(waiting);
      else this.#byPrefix.set(prefix, [waiting]);
    });
  }

  #pause(): void {
    if (this.#pausing) return;
    this.#pausing = true;
    this.#clock.after(PAUSE_MS, () => {
      this.#pausing = false;
      this.#left = AT_ONCE;
      if (this.#byPrefix.size > 0) this.#takeTurns();
    });
  }

  #takeTurns(): void {
    this.#pause();
    const now = this.#clock.monotonic();
    // While somebody comes in, another round may let in more.
    for (let asked = 0; asked < PREFIXES_ASKED && this.#left > 0; asked++) {
      const [next] = this.#byPrefix;
      if (!next) return;
      const [prefix, waiting] = next;
      this.#byPrefix.delete(prefix);
      while (waiting.length > 0 && waiting[0]!.until <= now) waiting.shift()!.resolve(false);
      if (waiting.length > 0 && waiting[0]!.tryEnter()) {
        this.#left -= 1;
        waiting.shift()!.resolve(true);
      }
      if (waiting.length > 0) this.#byPrefix.set(prefix, waiting);
    }
  }
}
