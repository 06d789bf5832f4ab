import type { Message } from "../../protocol/entities.ts";
import type { ReadEvent, ServerEvent } from "../../protocol/events.ts";
import { mayRead } from "../../protocol/room_rules.ts";
import { Audience } from "../connections/audience.ts";
import type { Connection } from "../connections/connection.ts";
import type { ConnectionRegistry } from "../connections/connection_registry.ts";
import type { Clock } from "../ports/clock.ts";
import type { Reader, ReadStore } from "../ports/store.ts";
import type { Room } from "./room.ts";

/** How often changed rooms are told to those who watch the list, in milliseconds. */
const INTERVAL_MS = 1_000;
/** Most public rooms told at once; the others wait for the next time. Bounds what a busy server sends to everybody. */
const MOST = 50;
/** The same of other rooms, which few hear of: some 10 ms. */
const MOST_NOT_PUBLIC = 1_000;
/** Most readers counted for at once, so that other reads need not wait for long: some 5 ms. */
const COUNTED_AT_ONCE = 500;

export interface RoomListFeedOptions {
  clock: Clock;
  connections: ConnectionRegistry;
  store: ReadStore;
}

/** Tells those who watch the list of rooms what is new in it, and of each room only those who may see it. */
export class RoomListFeed {
  readonly #clock: Clock;
  readonly #connections: ConnectionRegistry;
  readonly #watchers = new Audience();
  readonly #changed = new Set<Room>();
  readonly #store: ReadStore;
  /** Whose count of what is unread in a room is another one than they take it for: their ids. Null: everybody's. */
  #miscounts = new Map<Room, Set<string> | null>();
  #waiting = false;

  constructor({ clock, connections, store }: RoomListFeedOptions) {
    this.#clock = clock;
    this.#connections = connections;
    this.#store = store;
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
    if (room.kind !== "public" && !room.members.some(({ user }) => this.#isWatchedBy(user.id))) {
      return;
    }
    this.#changed.add(room);
    this.#tellSoon();
  }

  /** A room's log has changed. One's own message is none more to read for its author, and a deleted one none more for
   *  anybody: they are told what they have to read soon, before they hear of the room. */
  noteMessage(room: Room, { user, deletedAt }: Message, isPost: boolean): void {
    if (this.#watchers.isEmpty) return;
    if (deletedAt !== undefined) {
      this.#miscounts.set(room, null);
      this.#tellSoon();
    } else if (isPost) {
      this.recount(room, user.id);
    }
  }

  /** Tells somebody soon what they have to read in a room. */
  recount(room: Room, userId: string): void {
    if (!this.#isWatchedBy(userId)) return;
    const readers = this.#miscounts.get(room);
    if (readers) readers.add(userId);
    else if (readers === undefined) this.#miscounts.set(room, new Set([userId]));
    this.#tellSoon();
  }

  /** Tells all devices of somebody that are here how far they have read. */
  tellRead(userId: string, event: ReadEvent): void {
    for (const connection of this.#connections.of(userId)) {
      if (connection.isKept && this.#watchers.has(connection)) connection.send(event);
    }
  }

  /** Tells all devices of somebody that are here that they came into a room, or are out of it. */
  tellMoved(userId: string, room: Room, isIn: boolean): void {
    const event: ServerEvent = { type: "room", room: { ...room.info, isIn } };
    for (const connection of this.#connections.of(userId)) {
      if (connection.isKept && this.#watchers.has(connection)) connection.send(event);
    }
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
      const news = this.#takeChanged();
      if (this.#miscounts.size === 0) this.tell(news);
      else void this.#tellCounts().then(() => this.tell(news));
      if (this.#changed.size > 0) this.#tellSoon();
    });
  }

  #takeChanged(): Room[] {
    const taken: Room[] = [];
    const left = { public: MOST, other: MOST_NOT_PUBLIC };
    for (const room of this.#changed) {
      const kind = room.kind === "public" ? "public" : "other";
      if (left[kind] === 0) continue;
      left[kind] -= 1;
      taken.push(room);
      this.#changed.delete(room);
    }
    return taken;
  }

  async #tellCounts(): Promise<void> {
    const readers = [...this.#miscounts].flatMap(([room, ids]) => this.#readersOf(room, ids));
    this.#miscounts = new Map();
    try {
      for (let start = 0; start < readers.length; start += COUNTED_AT_ONCE) {
        const some = readers.slice(start, start + COUNTED_AT_ONCE);
        const marks = await this.#store.readMarks(some);
        for (const [i, { room, user }] of some.entries()) {
          if (marks[i]) this.tellRead(user, { type: "read", room, ...marks[i] });
        }
      }
    } catch {
      // Storage failed: they hear it with the next list, or when they read on.
    }
  }

  /** Who watches and has a mark in a room.
   *  @param ids of whom; null for everybody */
  #readersOf(room: Room, ids: Set<string> | null): Reader[] {
    const readers = ids ?? new Set<string>();
    if (ids === null) {
      for (const { account, isKept } of this.#watchers.connections()) {
        if (isKept && mayRead(account!, room)) readers.add(account!.id);
      }
    }
    return [...readers].map((user) => ({ room: room.id, user }));
  }

  #isWatchedBy(userId: string): boolean {
    return this.#connections.of(userId).some((connection) =>
      connection.isKept && this.#watchers.has(connection)
    );
  }
}

function roomEvent({ info }: Room): ServerEvent {
  return { type: "room", room: info };
}
