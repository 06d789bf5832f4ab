import type { LocalRoom } from "./room_state.ts";

/** Most rooms whose log is kept in the tab. */
const MAX_CACHED_ROOMS = 10;

/** The rooms kept in the tab: those used last, and those from which something is still to be sent. */
export class RoomCache {
  /** Longest unused first. */
  readonly #rooms = new Map<string, LocalRoom>();
  readonly #make: (id: string) => LocalRoom;

  constructor(make: (id: string) => LocalRoom) {
    this.#make = make;
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

  /** It is of no use any more. Stays for as long as something of it is to be sent. */
  drop(id: string): void {
    if (this.#rooms.get(id)?.isDisposable) this.#rooms.delete(id);
  }

  /** Drops those that are too many. */
  trim(): void {
    for (const id of [...this.#rooms.keys()]) {
      if (this.#rooms.size <= MAX_CACHED_ROOMS) return;
      this.drop(id);
    }
  }
}
