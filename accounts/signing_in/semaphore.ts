/** Hashes at once. One takes 128 MiB (OWASP's parameters) and one core. */
const RUNNING = 2;
/** Hashes that wait at most; with 0.25 s each the last waits 8 s. */
const WAITING = 32;
/** Of those under way, how many one network may have, so that one can't keep all others out. */
const PER_NETWORK = 16;

/** Lets few expensive jobs run at once and few wait, first come first served. */
export class Semaphore {
  #running = 0;
  /** Starts whoever waits, in the order they came. */
  readonly #waiting: (() => void)[] = [];
  /** How many each network has under way. */
  readonly #byNetwork = new Map<string, number>();

  /** What the job gives; null when too many wait already, and then it was not started. */
  async run<T>(network: string, job: () => Promise<T>): Promise<T | null> {
    const ours = this.#byNetwork.get(network) ?? 0;
    if (ours >= PER_NETWORK || this.#waiting.length >= WAITING) return null;
    this.#byNetwork.set(network, ours + 1);
    if (this.#running < RUNNING) this.#running++;
    else await new Promise<void>((start) => this.#waiting.push(start));
    try {
      return await job();
    } finally {
      this.#leave(network);
    }
  }

  #leave(network: string): void {
    const left = this.#byNetwork.get(network)! - 1;
    if (left > 0) this.#byNetwork.set(network, left);
    else this.#byNetwork.delete(network);
    // Whoever is next takes this one's place among the running.
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running--;
  }
}
