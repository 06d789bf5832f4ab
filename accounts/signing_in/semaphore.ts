/** Hashes at once. One takes 128 MiB (OWASP's parameters) and one core. */
const RUNNING = 2;
/** Hashes that wait at most; with 0.25 s each the last waits 8 s. */
const WAITING = 32;
/** Of those under way, how many one IP prefix may have, so that one can't keep all others out. */
const PER_IP_PREFIX = 16;

/** Lets few expensive jobs run at once and few wait, first come first served. */
export class Semaphore {
  #running = 0;
  /** Starts whoever waits, in the order they came. */
  readonly #waiting: (() => void)[] = [];
  /** How many each IP prefix has under way. */
  readonly #byIpPrefix = new Map<string, number>();

  /** What the job gives; null when too many wait already, and then it was not started. */
  async run<T>(ipPrefix: string, job: () => Promise<T>): Promise<T | null> {
    const ours = this.#byIpPrefix.get(ipPrefix) ?? 0;
    if (ours >= PER_IP_PREFIX || this.#waiting.length >= WAITING) return null;
    this.#byIpPrefix.set(ipPrefix, ours + 1);
    if (this.#running < RUNNING) this.#running++;
    else await new Promise<void>((start) => this.#waiting.push(start));
    try {
      return await job();
    } finally {
      this.#leave(ipPrefix);
    }
  }

  #leave(ipPrefix: string): void {
    const left = this.#byIpPrefix.get(ipPrefix)! - 1;
    if (left > 0) this.#byIpPrefix.set(ipPrefix, left);
    else this.#byIpPrefix.delete(ipPrefix);
    // Whoever is next takes this one's place among the running.
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running--;
  }
}
