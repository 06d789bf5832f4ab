import type { Broker, BrokerEvent, BrokerHealth } from "../hub/ports/broker.ts";
import type { Logger } from "../hub/ports/logger.ts";
import { Listeners } from "./listeners.ts";

/** The broker of a single server: hands each event straight back. */
export class LocalBroker implements Broker {
  readonly health: BrokerHealth = {
    kind: "local",
    isConnected: true,
    isPrompt: true,
    lagMs: 0,
  };
  readonly #listeners: Listeners;

  constructor(logger: Pick<Logger, "error">) {
    this.#listeners = new Listeners(logger);
  }

  publish(event: BrokerEvent): void {
    this.#listeners.tell(event);
  }

  subscribe(listener: (event: BrokerEvent) => void): () => void {
    return this.#listeners.add(listener);
  }

  close(): Promise<void> {
    this.#listeners.clear();
    return Promise.resolve();
  }
}
