import { type ReadonlySignal, signal } from "@preact/signals";
import type { RoomInfo, RoomPerson, User } from "../../protocol/entities.ts";
import type { Result } from "../../protocol/errors.ts";
import { ok } from "../../protocol/errors.ts";
import type { PresenceEvent } from "../../protocol/events.ts";
import { PEOPLE_PER_PAGE } from "../../protocol/limits.ts";
import type { Replies } from "../../protocol/requests.ts";
import type { ClientClock } from "../clock.ts";
import { type Ask, attempt } from "../connection/ask.ts";
import { byName, movePeople } from "./people.ts";

/** People are asked for anew after this long, in milliseconds, and up to as long again: all who look at the room ask. */
const ASK_PEOPLE_MS = 2_000;
/** Pages of those who are offline that may come without anybody on them before one gives up. */
const MOST_EMPTY = 10;

export interface RoomPeopleOptions {
  room: string;
  ask: Ask;
  clock: ClientClock;
  random(): number;
  isOpen(): boolean;
}

/** Who is in one room, as far as a tab knows: of those who are online the first ones at least; the others once somebody
 *  looks. */
export class RoomPeople {
  readonly #online = signal<readonly User[]>([]);
  readonly #offline = signal<readonly RoomPerson[] | null>(null);
  readonly #options: RoomPeopleOptions;
  /** Behind whom those go on who are offline; null at the end. */
  #next: User | null = null;
  #watchers = 0;
  #isLoading = false;
  #willAsk = false;

  constructor(options: RoomPeopleOptions) {
    this.#options = options;
  }

  /** By name. */
  get online(): ReadonlySignal<readonly User[]> {
    return this.#online;
  }

  /** By name; null while nobody looked. */
  get offline(): ReadonlySignal<readonly RoomPerson[] | null> {
    return this.#offline;
  }

  /** The server told who is online. */
  learn(online: readonly User[]): void {
    this.#online.value = [...online].sort(byName);
    this.#offline.value = null;
    if (this.#watchers > 0) this.#load({ online: false });
  }

  /** The room can no longer be seen. */
  forget(): void {
    this.#online.value = [];
    this.#offline.value = null;
  }

  hear(event: PresenceEvent): void {
    const { joined, left, quit = [] } = event;
    this.#online.value = movePeople(this.#online.value, event);
    const offline = this.#offline.value;
    if (offline) {
      const lastSeen = this.#options.clock.now();
      const gone = new Set(quit.map(({ id }) => id));
      const went = left.filter(({ id }) => !gone.has(id));
      this.#offline.value = movePeople(offline, {
        joined: went.map((user): RoomPerson => ({ ...user, online: false, lastSeen })),
        left: [...joined, ...quit],
      });
    }
    const isShort = this.#online.value.length < Math.min(event.online, PEOPLE_PER_PAGE / 2);
    if (event.more || isShort) this.#askSoon();
  }

  /** Somebody looks at those who are offline, too, until the function it gives is called. */
  watch(): () => void {
    if (this.#watchers++ === 0 && !this.#offline.peek()) this.#load({ online: false });
    let isWatching = true;
    return () => {
      if (isWatching) this.#watchers--;
      isWatching = false;
    };
  }

  /** Whether there are more than are known. */
  hasMore({ online }: Pick<RoomInfo, "online">): boolean {
    return online > this.#online.value.length ||
      (this.#offline.value !== null && this.#next !== null);
  }

  /** Loads some more of them, those who are online first. */
  more({ online }: Pick<RoomInfo, "online">): Promise<void> {
    const known = this.#online.peek();
    if (online <= known.length) return this.#load({ online: false, after: this.#next });
    return this.#load({ online: true, after: known.reduce(later, null) });
  }

  /** Those whose name contains this, online ones first. */
  async find(query: string): Promise<Result<RoomPerson[]>> {
    const { room, ask } = this.#options;
    const [online, offline] = await Promise.all(
      [true, false].map((online) => attempt(ask, "room.people", { room, query, online })),
    );
    if (!online!.ok) return online!;
    if (!offline!.ok) return offline!;
    return ok([...online!.value.people, ...offline!.value.people]);
  }

  async #load(wish: { online: boolean; after?: User | null }): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const { room, ask } = this.#options;
    let { after } = wish;
    const learn = ({ people, next }: Replies["room.people"]) => {
      const list: readonly User[] = wish.online ? this.#online.peek() : this.#offline.peek() ?? [];
      const merged = movePeople(after ? list : [], { joined: people, left: [] });
      if (wish.online) this.#online.value = merged;
      else this.#offline.value = merged as RoomPerson[];
      after = next;
      if (!wish.online) this.#next = next ?? null;
      return people.length;
    };
    try {
      for (let pages = 0; pages < MOST_EMPTY; pages++) {
        const fields = { room, online: wish.online, ...(after && { after: placeOf(after) }) };
        const page = await ask("room.people", fields);
        if (!page.ok || learn(page.value) > 0 || !after) return;
      }
    } catch {
      // Without a connection they come with the next joining.
    } finally {
      this.#isLoading = false;
    }
  }

  /** More came and went than were named. */
  #askSoon(): void {
    if (this.#willAsk) return;
    this.#willAsk = true;
    const { clock, random, isOpen } = this.#options;
    clock.after(ASK_PEOPLE_MS * (1 + random()), async () => {
      this.#willAsk = false;
      if (!isOpen()) return;
      await this.#load({ online: true });
      if (this.#offline.peek()) await this.#load({ online: false });
    });
  }
}

function placeOf({ id, name }: User): User {
  return { id, name };
}

/** The server goes on behind the last one in the order of characters, not of the alphabet. */
function later(one: User | null, other: User): User {
  if (!one) return other;
  return other.name > one.name || (other.name === one.name && other.id > one.id) ? other : one;
}
