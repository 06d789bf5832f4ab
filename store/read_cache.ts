/** What was read and has not changed since. Whoever changes it calls `forget` once that is committed and before anybody
 *  hears of it: a read that is under way then still answers who asked before, and nobody after. */
export class ReadCache<Value> {
  readonly #most: number;
  /** Those asked for last come last. */
  readonly #reads = new Map<string, Promise<Value | null>>();

  /** @param most how many are kept; beyond that those go that were not asked for the longest */
  constructor(most: number) {
    this.#most = most;
  }

  /** What is kept under a key; else what `read` gives, once for all who ask meanwhile. Null and failures are not kept.
   *  The value is shared: nobody may change it. */
  get(key: string, read: () => Promise<Value | null>): Promise<Value | null> {
    const kept = this.#reads.get(key) ?? this.#begin(key, read());
    this.#reads.delete(key);
    this.#reads.set(key, kept);
    if (this.#reads.size > this.#most) this.#reads.delete(this.#reads.keys().next().value!);
    return kept;
  }

  forget(key: string): void {
    this.#reads.delete(key);
  }

  forgetAll(): void {
    this.#reads.clear();
  }

  #begin(key: string, answer: Promise<Value | null>): Promise<Value | null> {
    const settle = (value: Value | null) => {
      if (value === null && this.#reads.get(key) === answer) this.#reads.delete(key);
    };
    answer.then(settle, () => settle(null));
    return answer;
  }
}
