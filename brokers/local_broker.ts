import type { Broker, BrokerEvent, BrokerHealth } from "../hub/ports/broker.ts";

/** The broker of a single server: hands each event straight back. */
export class LocalBroker implements Broker {
  readonly health: BrokerHealth = {
    kind: "local",
    isConnected: true,
    isPrompt: true,
    lagMs: 0,
  };
  readonly #listeners = new Set<(event: BrokerEvent) => void>();

  publish(event: BrokerEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  subscribe(listener: (event: BrokerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#listeners.clear();
    return Promise.resolve();
  }
}
