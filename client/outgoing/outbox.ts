import type { MessageChange } from "../types.ts";

/** Messages, and changes to them, that wait to be acknowledged, kept where a reload or a crash does not reach them. */

/** One message on its way. */
export interface OutboxEntry {
  /** Who wrote it. With `id` this is the key. */
  user: string;
  /** The client id, the same over every retry. */
  id: string;
  room: string;
  text: string;
  /** When it was written, in milliseconds since the epoch. */
  at: number;
  replyTo?: number;
  /** Why it was refused, as a sentence; null while it is to be sent. */
  failure: string | null;
  /** Absent: it is a new message. */
  change?: MessageChange;
  /** Its place among all entries of the user: ascending is the order of writing. */
  order: number;
  /** The tab that sends it. */
  tab: string;
}

/** Where entries are kept. Operations take effect in the order in which they were called. */
export interface OutboxStore {
  /** Adds or replaces. */
  put(entry: OutboxEntry): Promise<void>;
  /** Does nothing when there is no such entry. */
  remove(user: string, id: string): Promise<void>;
  /** All entries of a user, in any order. */
  all(user: string): Promise<OutboxEntry[]>;
}

/** What is used of `navigator.locks`: a lock is held until the callback's promise resolves or the tab is
 *  gone, however it went. */
export interface TabLocks {
  request(name: string, callback: () => Promise<void>): Promise<unknown>;
}

export interface OutboxOptions {
  store: OutboxStore;
  /** Null where the browser has none (a page on plain http): then every tab sends what it finds, and the
   *  server tells by the ids that it is the same. */
  locks: TabLocks | null;
  userId: string;
  /** A new unique id. */
  newId(): string;
}

/** One tab's share of the outbox. An entry belongs to the tab that wrote it; when that tab is gone,
 *  closed or crashed, another one of the same person takes it over. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #tab: string;
  /** Tabs whose end is already waited for. */
  readonly #watched = new Set<string>();
  #lastOrder = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#tab = options.newId();
    // Held for as long as this page lives: how other tabs know that it does.
    options.locks?.request(lockName(this.#tab), () => new Promise(() => {})).catch(ignore);
  }

  /** Keeps a message. Never rejects: a message that cannot be kept can still be sent. */
  keep(message: Omit<OutboxEntry, "user" | "order" | "tab">): Promise<void> {
    // Later than all others even when the wall clock was set back.
    this.#lastOrder = Math.max(this.#lastOrder + 1, message.at);
    const { userId, store } = this.#options;
    const entry = { ...message, user: userId, order: this.#lastOrder, tab: this.#tab };
    return store.put(entry).catch(ignore);
  }

  /** Forgets a message that was acknowledged or discarded. */
  forget(id: string): Promise<void> {
    return this.#options.store.remove(this.#options.userId, id).catch(ignore);
  }

  /** Takes over what tabs that are gone have left, now and as they go.
   *  @param take is given the entries of one tab, in the order of writing, at least one */
  async adopt(take: (entries: OutboxEntry[]) => void): Promise<void> {
    const { locks } = this.#options;
    const owners = new Set((await this.#entries()).map((entry) => entry.tab));
    owners.delete(this.#tab);
    for (const owner of owners) {
      if (this.#watched.has(owner)) continue;
      this.#watched.add(owner);
      const inherit = () => this.#inherit(owner, take);
      if (locks) locks.request(lockName(owner), inherit).catch(ignore);
      else await inherit();
    }
  }

  /** Under the owner's lock: of several tabs that wait for it, the first finds the entries. */
  async #inherit(owner: string, take: (entries: OutboxEntry[]) => void): Promise<void> {
    const left = (await this.#entries()).filter((entry) => entry.tab === owner);
    const taken = left.map((entry) => ({ ...entry, tab: this.#tab }));
    for (const entry of taken) await this.#options.store.put(entry).catch(ignore);
    this.#lastOrder = Math.max(this.#lastOrder, taken.at(-1)?.order ?? 0);
    if (taken.length > 0) take(taken);
  }

  async #entries(): Promise<OutboxEntry[]> {
    const entries = await this.#options.store.all(this.#options.userId).catch(() => []);
    return entries.sort((one, other) => one.order - other.order);
  }
}

function lockName(tab: string): string {
  return `confab.tab.${tab}`;
}

function ignore(): void {}
