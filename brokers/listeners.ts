import type { BrokerEvent } from "../hub/ports/broker.ts";
import type { Logger } from "../hub/ports/logger.ts";

/** Who hears what a broker carries. */
export class Listeners {
  readonly #logger: Pick<Logger, "error">;
  readonly #listeners = new Set<(event: BrokerEvent) => void>();

  constructor(logger: Pick<Logger, "error">) {
    this.#logger = logger;
  }

  /** @returns what ends the subscription */
  add(listener: (event: BrokerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  clear(): void {
    this.#listeners.clear();
  }

  /** Never throws: a listener that fails keeps the event from nobody else, and the log says so. */
  tell(event: BrokerEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#logger.error("an event could not be followed", { type: event.type, error });
      }
    }
  }
}
