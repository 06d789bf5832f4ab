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
    // Again: what was on its way when the erasure began may have been written meanwhile.
    while (await this.#deleteAll(erasure) > 0);
    if (!this.#stopped) await this.#needs.store.finishErasure(erasure.userId);
  }

  /** How many messages it deleted. */
  async #deleteAll(erasure: Erasure): Promise<number> {
    let deleted = 0;
    let after: Place | null = null;
    while (!this.#stopped) {
      const places: Place[] = await this.#needs.store.postsOf(erasure.userId, after, AT_ONCE);
      const outcomes = await Promise.all(places.map((place) => this.#delete(place, erasure)));
      deleted += outcomes.filter((done) => done).length;
      if (places.length < AT_ONCE) break;
      after = places.at(-1)!;
    }
    return deleted;
  }

  /** Whether it is deleted now. */
  #delete({ room: id, seq }: Place, { actor }: Erasure): Promise<boolean> {
    const room = this.#needs.rooms.get(id);
    if (!room) throw new Error(`The room "${id}" is not known here yet`);
    return new Promise((resolve, reject) => {
      room.change(
        { kind: "delete", room: id, user: { id: actor, name: "" }, seq, erasure: true },
        (outcome) => outcome instanceof Error ? reject(outcome) : resolve(outcome.ok),
      );
    });
  }
}
