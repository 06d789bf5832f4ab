import type { OutgoingItem } from "./outgoing_item.ts";

/** An item as it is kept where a reload or a crash does not reach it. With `id`, `user` is its key. */
export interface StoredItem extends OutgoingItem {
  /** Whose it is. */
  readonly user: string;
  /** The tab that sends it. */
  readonly tab: string;
}

/** Where items are kept. Operations take effect in the order in which they were called. */
export interface OutgoingStore {
  /** Adds or replaces. */
  put(item: StoredItem): Promise<void>;
  /** Does nothing when there is no such item. */
  remove(user: string, id: string): Promise<void>;
  /** All items of a user, in any order. */
  all(user: string): Promise<StoredItem[]>;
  /** Removes the items of everybody else. */
  removeOthers(user: string): Promise<void>;
}

/** Keeps items for as long as the page lives: where there is nothing better. */
export function memoryStore(): OutgoingStore {
  const items = new Map<string, StoredItem>();
  const key = (user: string, id: string) => `${user}\n${id}`;
  return {
    put(item) {
      items.set(key(item.user, item.id), item);
      return Promise.resolve();
    },
    remove(user, id) {
      items.delete(key(user, id));
      return Promise.resolve();
    },
    all: (user) => Promise.resolve([...items.values()].filter((one) => one.user === user)),
    removeOthers(user) {
      for (const [key, item] of items) if (item.user !== user) items.delete(key);
      return Promise.resolve();
    },
  };
}
