import type { Logger } from "./ports/logger.ts";

/** Longest silence about an outage that goes on, in milliseconds. */
const LINE_MS = 1_000;

/** Tells of requests that failed because storage did, in one line a second however many they are. */
export class OutageLog {
  readonly #logger: Logger;
  readonly #monotonic: () => number;
  #quietUntil = 0;
  #leftOut = 0;

  constructor(logger: Logger, monotonic: () => number) {
    this.#logger = logger;
    this.#monotonic = monotonic;
  }

  /** Writes a line, or counts it as left out for the next one. */
  tell(message: string, fields: Record<string, unknown>): void {
    const now = this.#monotonic();
    if (now < this.#quietUntil) {
      this.#leftOut += 1;
      return;
    }
    this.#logger.warn(message, { ...fields, leftOut: this.#leftOut });
    this.#leftOut = 0;
    this.#quietUntil = now + LINE_MS;
  }
}
