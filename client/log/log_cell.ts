import { type ReadonlySignal, signal } from "@preact/signals";
import { empty, type Log } from "./timeline.ts";

/** One room's log as it is now: the one place where it changes. */
export class LogCell {
  readonly #log;
  readonly #changed: (before: Log, after: Log) => void;

  /** @param me the reader's user id
   *  @param changed called after each change */
  constructor(me: string, changed: (before: Log, after: Log) => void) {
    this.#log = signal(empty(me));
    this.#changed = changed;
  }

  get signal(): ReadonlySignal<Log> {
    return this.#log;
  }

  get value(): Log {
    return this.#log.peek();
  }

  change(step: (log: Log) => Log): void {
    const before = this.#log.peek();
    const after = step(before);
    if (after === before) return;
    this.#log.value = after;
    this.#changed(before, after);
  }
}
