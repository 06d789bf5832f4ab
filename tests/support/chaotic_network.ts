import type { Broker, BrokerEvent, BrokerHealth } from "../../hub/ports/broker.ts";

type Listener = (event: BrokerEvent) => void;

/** Events that must arrive in this order: of one type and subject, from one hub to another. */
interface Stream {
  to: ChaoticBroker;
  listener: Listener;
  events: BrokerEvent[];
  /** How many of them have arrived; goes back when some come again. */
  arrived: number;
}

/** Joins hubs by brokers that keep the word of their port and no more: every event is late, some come again with those
 *  after them, and any may overtake those of other types, subjects and hubs. Of a message another hub may hear no more than its
 *  version. */
export class ChaoticNetwork {
  readonly #random: () => number;
  readonly #brokers = new Set<ChaoticBroker>();
  readonly #streams = new Map<string, Stream>();
  #held: (event: BrokerEvent) => boolean = () => false;
  #isScheduled = false;

  /** @param random from 0 up to 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** The broker of one hub, its own and its accounts'. */
  broker(): ChaoticBroker {
    const name = String(this.#brokers.size);
    const broker = new ChaoticBroker((event) => this.#publish(name, event));
    this.#brokers.add(broker);
    return broker;
  }

  /** Until `release` nothing arrives, or nothing of one type. */
  hold(type?: BrokerEvent["type"]): void {
    this.#held = (event) => type === undefined || event.type === type;
    this.#schedule();
  }

  release(): void {
    this.#held = () => false;
    this.#schedule();
  }

  /** Resolves when everything that is not held has arrived, and what that led to as well. */
  async settled(): Promise<void> {
    for (let quiet = 0; quiet < 20; quiet++) {
      await new Promise((resolve) => setTimeout(resolve));
      if (this.#waiting().length > 0) quiet = 0;
    }
  }

  #publish(from: string, event: BrokerEvent): void {
    let to = 0;
    for (const broker of this.#brokers) {
      to += 1;
      for (const [number, listener] of broker.listeners) {
        const told = from === String(to - 1) ? event : this.#shorten(event);
        const key = [from, to, number, told.type, subjectOf(told)].join(" ");
        const stream = this.#streams.get(key) ??
          { to: broker, listener, events: [], arrived: 0 };
        stream.events.push(told);
        this.#streams.set(key, stream);
      }
    }
    this.#schedule();
  }

  /** Of some messages other hubs are told no more than that they are there. */
  #shorten(event: BrokerEvent): BrokerEvent {
    if (event.type !== "message" || this.#random() < 0.5) return event;
    const { room, version } = event;
    return { type: "version", room, version };
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      for (let i = 0; i < 3; i++) this.#deliverOne();
      if (this.#waiting().length > 0) this.#schedule();
    });
  }

  #deliverOne(): void {
    const waiting = this.#waiting();
    const stream = waiting[Math.floor(this.#random() * waiting.length)];
    if (!stream) return;
    if (!stream.to.isLossy) stream.listener(structuredClone(stream.events[stream.arrived]!));
    stream.arrived += 1;
    if (this.#random() < 0.2) {
      stream.arrived -= Math.min(stream.arrived, 1 + Math.floor(this.#random() * 3));
    }
  }

  #waiting(): Stream[] {
    return [...this.#streams.values()].filter(({ to, events, arrived }) =>
      arrived < events.length && !to.isDeaf && !this.#held(events[arrived]!)
    );
  }
}

export class ChaoticBroker implements Broker {
  readonly health: BrokerHealth = { kind: "local", isConnected: true, isPrompt: true, lagMs: 0 };
  readonly listeners = new Map<number, Listener>();
  /** Whether what comes for it waits. */
  isDeaf = false;
  /** Whether what comes for it is lost, until `tellGap`. */
  isLossy = false;
  readonly #publish: (event: BrokerEvent) => void;
  #subscriptions = 0;
  #isCut = false;

  constructor(publish: (event: BrokerEvent) => void) {
    this.#publish = publish;
  }

  publish(event: BrokerEvent): void {
    if (!this.#isCut) this.#publish(structuredClone(event));
  }

  subscribe(listener: Listener): () => void {
    const number = this.#subscriptions++;
    this.listeners.set(number, listener);
    return () => this.listeners.delete(number);
  }

  close(): Promise<void> {
    this.cut();
    return Promise.resolve();
  }

  /** From here on nothing is lost any more; tells its hub that something was. */
  tellGap(): void {
    this.isLossy = false;
    for (const listener of this.listeners.values()) listener({ type: "gap" });
  }

  /** Nothing comes from this hub any more, and nothing gets there. */
  cut(): void {
    this.#isCut = true;
    this.listeners.clear();
  }
}

function subjectOf(event: BrokerEvent): string {
  switch (event.type) {
    case "message":
    case "version":
    case "typing":
    case "people":
      return event.room;
    case "read":
      return event.user;
    case "room":
      return event.record.id;
    case "account.changed":
      return event.account.id;
    case "user.closed":
    case "name.claimed":
    case "settings.changed":
    case "erasure.begun":
      return event.userId;
    case "sessions.ended":
      return event.sessionIds.join();
    case "ban.set":
      return event.ban.id;
    case "ban.lifted":
      return event.banId;
    case "server.changed":
      return "server";
    case "presence":
    case "hub":
      return event.hub;
    case "gap":
      return "";
  }
}
