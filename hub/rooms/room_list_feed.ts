import type { ServerEvent } from "../../protocol/events.ts";
import { Audience } from "../connections/audience.ts";
import type { Connection } from "../connections/connection.ts";
import type { ConnectionRegistry } from "../connections/connection_registry.ts";
import type { Clock } from "../ports/clock.ts";
import type { Room } from "./room.ts";

/** How often changed rooms are told to those who watch the list, in milliseconds. */
const INTERVAL_MS = 1_000;
/** Most rooms told at once; the others wait for the next time. Bounds what a busy server sends to everybody. */
const MOST = 50;

/** Tells those who watch the list of rooms what is new in it, and of each room only those who may see it. */
export class RoomListFeed {
  readonly #clock: Clock;
  readonly #connections: ConnectionRegistry;
  readonly #watchers = new Audience();
  readonly #changed = new Set<Room>();
  #waiting = false;

  constructor(clock: Clock, connections: ConnectionRegistry) {
    this.#clock = clock;
    this.#connections = connections;
  }

  watch(connection: Connection): void {
    this.#watchers.add(connection);
  }

  unwatch(connection: Connection): void {
    this.#watchers.delete(connection);
  }

  /** Something that the list shows of a room changed: told with what else changes soon. */
  changed(room: Room): void {
    if (this.#watchers.isEmpty) return;
    this.#changed.add(room);
    this.#tellSoon();
  }

  /** Tells that a room was deleted.
   *  @param others connections that were in it */
  tellDeleted(room: Room, others: Connection[]): void {
    this.#changed.delete(room);
    const event: ServerEvent = { type: "room.gone", room: room.id, deleted: true };
    if (room.kind === "public") {
      this.#watchers.tell([event], null, () => []);
      for (const connection of others) {
        if (!this.#watchers.has(connection)) connection.send(event);
      }
      return;
    }
    for (const { user } of room.members) {
      for (const connection of this.#connections.of(user.id)) connection.send(event);
    }
  }

  /** Tells of rooms at once. */
  tell(rooms: Room[]): void {
    if (this.#watchers.isEmpty) return;
    const seenByAll = rooms.filter(({ kind }) => kind === "public");
    this.#watchers.tell(seenByAll.map(roomEvent), null, () => []);
    for (const room of rooms) {
      if (room.kind !== "public") this.#tellMembers(room);
    }
  }

  #tellMembers(room: Room): void {
    const event = roomEvent(room);
    for (const { user } of room.members) {
      for (const connection of this.#connections.of(user.id)) {
        if (this.#watchers.has(connection)) connection.send(event);
      }
    }
  }

  #tellSoon(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#clock.after(INTERVAL_MS, () => {
      this.#waiting = false;
      const news = [...this.#changed].slice(0, MOST);
      for (const room of news) this.#changed.delete(room);
      this.tell(news);
      if (this.#changed.size > 0) this.#tellSoon();
    });
  }
}

function roomEvent({ info }: Room): ServerEvent {
  return { type: "room", room: info };
}
