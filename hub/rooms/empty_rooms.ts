import type { Limits } from "../../protocol/limits.ts";
import type { OutageLog } from "../outage_log.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { RoomDirectory } from "./room_directory.ts";
import type { StoredRooms } from "./stored_rooms.ts";

/** How often it is looked for them, in milliseconds. */
const EVERY_MS = 60 * 60_000;

interface Needs {
  store: Store;
  rooms: Pick<RoomDirectory, "get">;
  storedRooms: Pick<StoredRooms, "delete">;
  clock: Clock;
  outages: OutageLog;
  limits: Pick<Limits, "emptyRoomMs" | "rooms">;
}

/** Deletes the public rooms of guests in which nobody has posted for long since they were made, and nobody looks at. Guests have
 *  so many in all, and most of them never come back. */
export class EmptyRooms {
  readonly #needs: Needs;
  #cancel = () => {};
  #stopped = false;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Looks for them from now on, for the first time in an hour. */
  begin(): void {
    if (this.#stopped) return;
    this.#cancel = this.#needs.clock.after(EVERY_MS, () => void this.#sweep());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  async #sweep(): Promise<void> {
    const { store, rooms, storedRooms, clock, outages, limits } = this.#needs;
    try {
      const found = await store.emptyGuestRooms(clock.now() - limits.emptyRoomMs, limits.rooms);
      for (const id of found) {
        if (this.#stopped) return;
        // Whoever looks at it may be about to write.
        if (!rooms.get(id)?.isWatched) await storedRooms.delete(id, null);
      }
    } catch (error) {
      outages.tell("empty rooms could not be deleted", { error: String(error) });
    }
    this.begin();
  }
}
