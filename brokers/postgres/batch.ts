import type { BrokerEvent } from "../../hub/ports/broker.ts";

/** What one hub tells the others at once. */
export interface Batch {
  /** Whose it is. */
  hub: string;
  /** 1, 2, 3 … of each hub. */
  n: number;
  /** JSON of its events, as they are kept: of messages how far the logs of their rooms got. */
  kept: string;
  /** JSON of its events, as they are told to who listens: messages whole where the way there has room for them. */
  told: string;
}

/** Most events that wait to be written. Past that nobody is told them: the database has been away for long. */
const MOST_WAITING = 20_000;

/** What a hub has to tell the others, gathered into batches. */
export class Outbox {
  readonly #hub: string;
  readonly #tellsMessages: boolean;
  #events: BrokerEvent[] = [];
  /** How far the logs of rooms got, by the room's id. */
  #versions = new Map<string, number>();
  #n = 0;

  /** @param tellsMessages whether those who listen are given messages, and not only how far a log got */
  constructor(hub: string, { tellsMessages }: { tellsMessages: boolean }) {
    this.#hub = hub;
    this.#tellsMessages = tellsMessages;
  }

  get isEmpty(): boolean {
    return this.#events.length === 0 && this.#versions.size === 0;
  }

  add(event: BrokerEvent): void {
    if (event.type === "message") {
      const { room, version } = event;
      if (version > (this.#versions.get(room) ?? 0)) this.#versions.set(room, version);
      if (!this.#tellsMessages) return;
    }
    this.#events.push(event);
    // Whoever hears of a gap reads anew what they keep, and so misses nothing.
    if (this.#events.length > MOST_WAITING) this.#events = [{ type: "gap" }];
  }

  /** All that waits; it must not be empty. */
  take(): Batch {
    const hints = [...this.#versions].map(([room, version]) => ({
      type: "version",
      room,
      version,
    }));
    const others = this.#events.filter(({ type }) => type !== "message");
    const kept = JSON.stringify([...others, ...hints]);
    const told = this.#tellsMessages ? JSON.stringify(this.#events) : kept;
    this.#events = [];
    this.#versions = new Map();
    this.#n += 1;
    return { hub: this.#hub, n: this.#n, kept, told };
  }
}
