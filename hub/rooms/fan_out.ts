import type { User } from "../../protocol/entities.ts";
import type { MessageEvent, ServerEvent } from "../../protocol/events.ts";
import { Audience } from "../connections/audience.ts";
import type { Connection } from "../connections/connection.ts";
import type { Meter } from "../meter.ts";

/** A connection that waits for its snapshot, taken out of those who hear what happens. */
export interface Pause {
  /** What happened to the log meanwhile. */
  kept: MessageEvent[];
  /** Whether it was a live member before. */
  wasLive: boolean;
  /** The version above which it had to hear then. */
  ahead: number;
}

/** Who hears what happens in a room: gathers a tick's events, and hands them to all at its end. */
export class FanOut {
  readonly #room: string;
  readonly #version: () => number;
  readonly #people: () => readonly User[];
  readonly #meter: Pick<Meter, "deliveries">;
  readonly #live = new Audience();
  /** Events kept for those who are still reading their snapshot. */
  readonly #paused = new Map<Connection, MessageEvent[]>();
  /** Live members whose snapshot is ahead of what was delivered here, with its version: the store has committed
   *  more than it has answered. They get only what is above it. */
  readonly #ahead = new Map<Connection, number>();
  #burst: ServerEvent[] = [];

  /** @param version of what was delivered here
   *  @param people who is online in the room, by name
   *  @param meter counts what is handed out */
  constructor(
    room: string,
    version: () => number,
    { people, meter }: { people: () => readonly User[]; meter: Pick<Meter, "deliveries"> },
  ) {
    this.#room = room;
    this.#version = version;
    this.#people = people;
    this.#meter = meter;
  }

  /** How many connections hear, or wait for their snapshot. */
  get size(): number {
    return this.#paused.size + this.#ahead.size + this.#live.size;
  }

  /** Every connection that hears, or waits for its snapshot. */
  *connections(): Iterable<Connection> {
    yield* this.#paused.keys();
    yield* this.#ahead.keys();
    yield* this.#live.connections();
  }

  tell(event: ServerEvent): void {
    if (event.type === "message") {
      for (const kept of this.#paused.values()) kept.push(event);
    }
    this.#burst.push(event);
  }

  /** Gives everybody what was told since the last time. */
  handOut(): void {
    const burst = this.#burst;
    if (burst.length === 0) return;
    this.#burst = [];
    this.#meter.deliveries += this.#live.tell(burst, this.#room, this.#people);
    for (const [connection, version] of this.#ahead) {
      for (const event of burst) {
        if (event.type !== "message" || event.version > version) {
          connection.send(event, this.#people);
        }
      }
      if (version <= this.#version() && this.#ahead.delete(connection)) this.#live.add(connection);
    }
  }

  /** From here on a connection hears nothing, and what happens to the log is kept for it. */
  pause(connection: Connection): Pause {
    const ahead = this.#ahead.get(connection) ?? 0;
    const wasLive = this.#leave(connection);
    const kept: MessageEvent[] = [];
    this.#paused.set(connection, kept);
    return { kept, wasLive, ahead };
  }

  /** Gives a connection the events that were kept for it above a version; from here on it hears what happens. */
  resume(connection: Connection, { kept }: Pause, version: number): void {
    this.#paused.delete(connection);
    for (const event of kept) {
      if (event.version > version) connection.send(event);
    }
    // It may have been sent out meanwhile, or ended in being told because it was too slow.
    if (!connection.rooms.has(this.#room)) return;
    if (version > this.#version()) this.#ahead.set(connection, version);
    else this.#live.add(connection);
  }

  /** It hears nothing more. */
  remove(connection: Connection): void {
    this.#paused.delete(connection);
    this.#leave(connection);
  }

  #leave(connection: Connection): boolean {
    return this.#ahead.delete(connection) || this.#live.delete(connection);
  }
}
