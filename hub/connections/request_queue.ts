const DONE = Promise.resolve();

/** Tasks of one connection that are carried out one after the other, in the order they came. */
export class RequestQueue {
  #last: Promise<void> = DONE;
  #length = 0;

  /** How many tasks wait or are under way. */
  get length(): number {
    return this.#length;
  }

  /** Resolves when the task is done. Tasks must not reject. */
  run(task: () => Promise<void>): Promise<void> {
    this.#length += 1;
    this.#last = this.#last.then(task).then(() => {
      this.#length -= 1;
      // The last task would stay in memory with its promise.
      if (this.#length === 0) this.#last = DONE;
    });
    return this.#last;
  }
}
