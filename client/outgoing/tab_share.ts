import type { OutgoingItem } from "./outgoing_item.ts";
import type { OutgoingStore, StoredItem } from "./outgoing_store.ts";

/** What is used of `navigator.locks`: a lock is held until the callback's promise resolves or the tab is
 *  gone, however it went. */
export interface TabLocks {
  request(name: string, callback: () => Promise<void>): Promise<unknown>;
}

export interface TabShareOptions {
  store: OutgoingStore;
  /** Null where the browser has none (a page on plain http): then every tab sends what it finds, and the
   *  server tells by the ids that it is the same. */
  locks: TabLocks | null;
  userId: string;
  /** A new unique id. */
  newId(): string;
}

/** One tab's share of what is kept. An item belongs to the tab in which it was made; when that tab is gone,
 *  closed or crashed, another one of the same person takes it over. Nothing here rejects: what cannot be kept can
 *  still be sent. */
export class TabShare {
  readonly #options: TabShareOptions;
  readonly #tab: string;
  /** Tabs whose end is already waited for. */
  readonly #watched = new Set<string>();

  constructor(options: TabShareOptions) {
    this.#options = options;
    this.#tab = options.newId();
    // Held for as long as this page lives: how other tabs know that it does.
    options.locks?.request(lockName(this.#tab), () => new Promise(() => {})).catch(ignore);
  }

  /** Keeps an item as it is now. */
  keep(item: OutgoingItem): void {
    const { store, userId } = this.#options;
    store.put({ ...item, user: userId, tab: this.#tab }).catch(ignore);
  }

  forget(id: string): void {
    this.#options.store.remove(this.#options.userId, id).catch(ignore);
  }

  /** Takes over what tabs that are gone have left, now and as they go.
   *  @param take is given the items of one tab, in order, at least one */
  async adopt(take: (items: readonly OutgoingItem[]) => void): Promise<void> {
    const { locks } = this.#options;
    const owners = new Set((await this.#all()).map((item) => item.tab));
    owners.delete(this.#tab);
    for (const owner of owners) {
      if (this.#watched.has(owner)) continue;
      this.#watched.add(owner);
      const inherit = () => this.#inherit(owner, take);
      if (locks) locks.request(lockName(owner), inherit).catch(ignore);
      else await inherit();
    }
  }

  /** Under the owner's lock: of several tabs that wait for it, the first finds the items. */
  async #inherit(
    owner: string,
    take: (items: readonly OutgoingItem[]) => void,
  ): Promise<void> {
    const items = await this.#readAll().catch(() => null);
    // Another try, the next time: what cannot be read now is not gone.
    if (!items) return void this.#watched.delete(owner);
    const left = items.filter((item) => item.tab === owner);
    const { store } = this.#options;
    for (const item of left) await store.put({ ...item, tab: this.#tab }).catch(ignore);
    if (left.length > 0) take(left.map(({ user: _user, tab: _tab, ...item }) => item));
  }

  #all(): Promise<StoredItem[]> {
    return this.#readAll().catch(() => []);
  }

  /** In order. Rejects when they cannot be read. */
  async #readAll(): Promise<StoredItem[]> {
    const { store, userId } = this.#options;
    const items = await store.all(userId);
    return items.sort((one, other) => one.order - other.order);
  }
}

function lockName(tab: string): string {
  return `confab.tab.${tab}`;
}

function ignore(): void {}
