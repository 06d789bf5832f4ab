/** How many come in at once, and how long the next ones wait, in milliseconds: 1,600 a second. In a storm of 2,000
 *  that come back together others wait for at most 73 ms; without it for 550 ms (bench/scenarios). */
const AT_ONCE = 8;
const PAUSE_MS = 5;

/** Lets a few in at a time, in order, so that a storm of arrivals leaves room for those who are here. */
export class AdmissionQueue {
  readonly #later: (callback: () => void, delayMs: number) => void;
  #waiting: (() => void)[] = [];
  /** How many more may come in before the next pause is over. */
  #left = AT_ONCE;
  #pausing = false;

  constructor(
    // Not `setTimeout` itself: called as a method it throws, on Deno 2.5.
    later = (callback: () => void, delayMs: number): void => void setTimeout(callback, delayMs),
  ) {
    this.#later = later;
  }

  /** Resolves when it is one's turn; at once when nobody waits. */
  enter(): Promise<void> {
    this.#pause();
    if (this.#left > 0) {
      this.#left -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #pause(): void {
    if (this.#pausing) return;
    this.#pausing = true;
    this.#later(() => {
      this.#pausing = false;
      const next = this.#waiting.splice(0, AT_ONCE);
      this.#left = AT_ONCE - next.length;
      if (next.length > 0) this.#pause();
      for (const enter of next) enter();
    }, PAUSE_MS);
  }
}
