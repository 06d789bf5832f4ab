import type { Broker, BrokerEvent } from "../hub/ports/broker.ts";

/** The broker of a single server: hands each event straight back. */
export class LocalBroker implements Broker {
  readonly #listeners: ((event: BrokerEvent) => void)[] = [];

  publish(event: BrokerEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  subscribe(listener: (event: BrokerEvent) => void): void {
    this.#listeners.push(listener);
  }
}
