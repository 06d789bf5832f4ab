export interface ThrottleOptions {
  /** Failures that cost nothing. */
  free: number;
  /** Wait after the first failure past those, in milliseconds; each further one doubles it. */
  firstDelayMs: number;
  /** Longest wait, in milliseconds. */
  maxDelayMs: number;
  monotonic: () => number;
}

/** A key is forgotten this long after its last failure, in milliseconds. Longer than any wait. */
const FORGET_MS = 60 * 60_000;
/** Most keys kept, about 10 MB; past that those that were quiet longest are forgotten. */
const MAX_KEYS = 50_000;

interface Failures {
  count: number;
  /** Monotonic times, in milliseconds. */
  waitUntil: number;
  last: number;
}

/** Makes each failure of a key cost a longer wait. An attempt counts as a failure until it is taken back, so
 *  that many at once are not all free. */
export class Throttle {
  readonly #options: ThrottleOptions;
  /** Those that were quiet longest come first. */
  readonly #failures = new Map<string, Failures>();

  constructor(options: ThrottleOptions) {
    this.#options = options;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#failures.size;
  }

  /** How long a key has to wait, in milliseconds; 0 when it may try now. */
  waitOf(key: string): number {
    return Math.max(0, Math.ceil((this.#find(key)?.waitUntil ?? 0) - this.#options.monotonic()));
  }

  /** Counts an attempt. */
  add(key: string): void {
    const { free, firstDelayMs, maxDelayMs, monotonic } = this.#options;
    const now = monotonic();
    const count = (this.#find(key)?.count ?? 0) + 1;
    const delay = count <= free ? 0 : Math.min(maxDelayMs, firstDelayMs * 2 ** (count - free - 1));
    this.#failures.delete(key);
    this.#failures.set(key, { count, waitUntil: now + delay, last: now });
    if (this.#failures.size > MAX_KEYS) this.#failures.delete(this.#failures.keys().next().value!);
  }

  /** Takes one attempt back: it was none of a stranger's. */
  takeBack(key: string): void {
    const failures = this.#find(key);
    if (!failures) return;
    failures.count--;
    failures.waitUntil = 0;
    if (failures.count === 0) this.#failures.delete(key);
  }

  /** Forgets a key. */
  clear(key: string): void {
    this.#failures.delete(key);
  }

  #find(key: string): Failures | undefined {
    const failures = this.#failures.get(key);
    if (!failures || this.#options.monotonic() - failures.last < FORGET_MS) return failures;
    this.#failures.delete(key);
  }
}
