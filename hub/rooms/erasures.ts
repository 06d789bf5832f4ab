import type { Clock } from "../ports/clock.ts";
import type { Erasure, Place, Store } from "../ports/store.ts";
import type { OutageLog } from "../outage_log.ts";
import type { RoomDirectory } from "./room_directory.ts";

/** How many messages are deleted together. */
const AT_ONCE = 500;
/** How long after a failure it is tried again, in milliseconds. */
const RETRY_MS = 5_000;

interface Needs {
  store: Store;
  rooms: Pick<RoomDirectory, "get">;
  clock: Pick<Clock, "after">;
  outages: OutageLog;
}

/** Works off what the store has pending: removes all that somebody wrote, through the rooms it is in, so that everybody
 *  sees it go. One erasure after the other; what fails is tried again. Several hubs may be at the same one. */
export class Erasures {
  readonly #needs: Needs;
  #asked = false;
  #working = false;
  #stopped = false;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Begins; when it is at it already, it looks once more afterwards. */
  begin(): void {
    this.#asked = true;
    if (!this.#working) void this.#work();
  }

  /** Ends after the messages that are being deleted now. What is left is still pending. */
  stop(): void {
    this.#stopped = true;
  }

  async #work(): Promise<void> {
    const { store, clock, outages } = this.#needs;
    this.#working = true;
    while (this.#asked && !this.#stopped) {
      this.#asked = false;
      try {
        for (const erasure of await store.pendingErasures()) await this.#erase(erasure);
      } catch (error) {
        if (this.#stopped) break;
        outages.tell("messages that are to be removed are still there", { error: String(error) });
        clock.after(RETRY_MS, () => this.begin());
      }
    }
    this.#working = false;
  }

  async #erase(erasure: Erasure): Promise<void> {
    const { userId } = erasure;
    for (let isOver = false; !isOver;) {
      const posted = await this.#deleteAll(erasure);
      if (this.#stopped) return;
      // False: what was on its way when the erasure began has been written meanwhile.
      isOver = await this.#needs.store.finishErasure(userId, posted);
    }
  }

  /** How many messages their author had posted when it began. */
  async #deleteAll(erasure: Erasure): Promise<number> {
    const { store } = this.#needs;
    const first = await store.postsOf(erasure.userId, null, AT_ONCE);
    for (let { places, next } = first;;) {
      await Promise.all(places.map((place) => this.#delete(place, erasure)));
      if (next === null || this.#stopped) return first.posted;
      ({ places, next } = await store.postsOf(erasure.userId, next, AT_ONCE));
    }
  }

  async #delete({ room: id, seq }: Place, { actor }: Erasure): Promise<void> {
    const room = this.#needs.rooms.get(id);
    if (!room) throw new Error(`The room "${id}" is not known here yet`);
    const user = { id: actor, name: "" };
    await new Promise<void>((resolve, reject) => {
      room.change(
        { kind: "delete", room: id, user, seq, erasure: true },
        (outcome) => outcome instanceof Error ? reject(outcome) : resolve(),
      );
    });
  }
}
