import type { Clock } from "../ports/clock.ts";
import type { Erasure, Place, Store } from "../ports/store.ts";
import { Errand } from "../errand.ts";
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
  readonly #errand: Errand;

  constructor(needs: Needs) {
    this.#needs = needs;
    this.#errand = new Errand({
      ...needs,
      retryMs: RETRY_MS,
      failure: "messages that are to be removed are still there",
      work: () => this.#work(),
    });
  }

  /** Begins; when it is at it already, it looks once more afterwards. */
  begin(): void {
    this.#errand.begin();
  }

  /** Ends after the messages that are being deleted now. What is left is still pending. */
  stop(): void {
    this.#errand.stop();
  }

  async #work(): Promise<void> {
    for (const erasure of await this.#needs.store.pendingErasures()) await this.#erase(erasure);
  }

  async #erase(erasure: Erasure): Promise<void> {
    const { userId } = erasure;
    for (let isOver = false; !isOver;) {
      const posted = await this.#deleteAll(erasure);
      if (this.#errand.isStopped) return;
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
      if (next === null || this.#errand.isStopped) return first.posted;
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
