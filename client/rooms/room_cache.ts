import type { LocalRoom } from "./local_room.ts";

/** Most rooms whose log is kept in the tab. */
const MAX_CACHED_ROOMS = 10;

/** The rooms kept in the tab: those used last. */
export class RoomCache {
  /** Longest unused first. */
  readonly #rooms = new Map<string, LocalRoom>();
  readonly #make: (id: string) => LocalRoom;
  readonly #dropped: (id: string) => void;

  /** @param dropped a room is no longer kept */
  constructor(make: (id: string) => LocalRoom, dropped: (id: string) => void) {
    this.#make = make;
    this.#dropped = dropped;
  }

  get(id: string): LocalRoom | undefined {
    return this.#rooms.get(id);
  }

  /** One of them, made if need be; it is the last to be dropped now. */
  use(id: string): LocalRoom {
    const room = this.#rooms.get(id) ?? this.#make(id);
    this.#rooms.delete(id);
    this.#rooms.set(id, room);
    return room;
  }

  /** @param first the one to begin with: it is what the reader waits for */
  visit(first: LocalRoom, visit: (room: LocalRoom) => void): void {
    visit(first);
    for (const room of [...this.#rooms.values()]) if (room !== first) visit(room);
  }

  /** It is of no use any more, unless it is open. */
  drop(id: string): void {
    if (this.#rooms.get(id)?.isOpen !== false) return;
    this.#rooms.delete(id);
    this.#dropped(id);
  }

  /** Drops those that are too many. */
  trim(): void {
    for (const id of [...this.#rooms.keys()]) {
      if (this.#rooms.size <= MAX_CACHED_ROOMS) return;
      this.drop(id);
    }
  }
}
