import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { Room } from "./room.ts";

/** How often it is looked, in milliseconds. */
const EVERY_MS = 500;

interface Needs {
  store: Pick<Store, "versions">;
  clock: Clock;
  rooms: Iterable<Room>;
  /** Whether other hubs write to the store. */
  hasOthers: () => boolean;
}

/** Looks how far the store's logs got of rooms in which somebody here is, as long as there are other hubs. Word of a change is
 *  quicker, but it may get lost with the hub that made it. */
export class VersionWatch {
  readonly #needs: Needs;
  #cancel = () => {};
  #isStopped = false;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  begin(): void {
    if (this.#isStopped) return;
    this.#cancel = this.#needs.clock.after(EVERY_MS, async () => {
      if (this.#needs.hasOthers()) await this.#look();
      this.begin();
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  async #look(): Promise<void> {
    const watched = [...this.#needs.rooms].filter(({ isWatched }) => isWatched);
    if (watched.length === 0) return;
    // A store that fails tells whoever asks for something; the next look is soon.
    const versions = await this.#needs.store.versions(watched.map(({ id }) => id)).catch(() => []);
    for (const [i, version] of versions.entries()) watched[i]!.hearOf(version ?? 0);
  }
}
