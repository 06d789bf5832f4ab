import type { OutageLog } from "../outage_log.ts";
import type { Clock } from "../ports/clock.ts";
import type { PeopleStore } from "../ports/store.ts";
import type { Person } from "./person.ts";

/** Most people whose rooms are read at once, so that neither other reads nor the event loop wait for long: some 1 ms with
 *  100 rooms each. */
const READ_AT_ONCE = 8;
/** After a failure it is tried again, in milliseconds. */
const AGAIN_MS = 1_000;

interface Needs {
  store: Pick<PeopleStore, "roomsOf">;
  clock: Clock;
  outages: OutageLog;
  /** Called with what was read: the ids of the public rooms that somebody is in. */
  learn(person: Person, rooms: readonly string[]): void;
}

/** Reads in which public rooms people are who come online: those of one tick together, a few at a time. */
export class Memberships {
  readonly #needs: Needs;
  /** Who waits to be read, with what settles when that is done. */
  readonly #waiting = new Map<Person, PromiseWithResolvers<void>>();
  #isReading = false;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Reads somebody's rooms, as they are from now on.
   *  @throws StorageError; then it is tried again all the same */
  read(person: Person): Promise<void> {
    const waiting = this.#waiting.get(person);
    if (waiting) return waiting.promise;
    const added = Promise.withResolvers<void>();
    // Nobody may be there to hear it.
    added.promise.catch(() => {});
    this.#waiting.set(person, added);
    this.#begin();
    return added.promise;
  }

  #begin(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    this.#needs.clock.afterTick(() => void this.#readAll());
  }

  /** Those who wait longest, who wait no more then. */
  #take(): [Person, PromiseWithResolvers<void>][] {
    const some: [Person, PromiseWithResolvers<void>][] = [];
    for (const entry of this.#waiting) {
      if (some.length === READ_AT_ONCE) break;
      some.push(entry);
      this.#waiting.delete(entry[0]);
    }
    return some;
  }

  async #readAll(): Promise<void> {
    const { store, clock, outages, learn } = this.#needs;
    while (this.#waiting.size > 0) {
      const some = this.#take();
      const moves = some.map(([person]) => person.moves);
      try {
        const rooms = await store.roomsOf(some.map(([{ user }]) => user.id));
        for (const [i, [person, done]] of some.entries()) {
          if (person.moves === moves[i]) {
            learn(person, rooms[i]!);
            done.resolve();
          } else this.read(person).then(done.resolve, done.reject);
        }
      } catch (error) {
        outages.tell("memberships could not be read", { error: String(error) });
        for (const [, done] of some) done.reject(error);
        clock.after(AGAIN_MS, () => {
          for (const [person] of some) if (person.isOnline) void this.read(person);
        });
        break;
      }
    }
    this.#isReading = false;
    if (this.#waiting.size > 0) this.#begin();
  }
}
