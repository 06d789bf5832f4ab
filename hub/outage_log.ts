import type { Logger } from "./ports/logger.ts";

/** Longest silence about an outage that goes on, in milliseconds. */
const LINE_MS = 1_000;

/** Tells of requests that failed because storage did, in one line a second however many they are. */
export class OutageLog {
  readonly #log: Logger;
  readonly #monotonic: () => number;
  #quietUntil = 0;
  #leftOut = 0;

  constructor(log: Logger, monotonic: () => number) {
    this.#log = log;
    this.#monotonic = monotonic;
  }

  /** Writes a line, or counts it as left out for the next one. */
  tell(message: string, fields: Record<string, unknown>): void {
    const now = this.#monotonic();
    if (now < this.#quietUntil) {
      this.#leftOut += 1;
      return;
    }
    this.#log.warn(message, { ...fields, leftOut: this.#leftOut });
    this.#leftOut = 0;
    this.#quietUntil = now + LINE_MS;
  }
}
