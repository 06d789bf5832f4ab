import type { OutgoingStore } from "./outgoing/outgoing_store.ts";

/** What is used of `localStorage`. Any may throw: it may be full, or forbidden. */
export type KeyValueStorage = Pick<
  Storage,
  "length" | "key" | "getItem" | "setItem" | "removeItem"
>;

/** What one person has in the browser, which others use after them: nobody finds what somebody else has left. Once it is
 *  sealed every write fails, as where storage is forbidden. */
export class PersonalStorage {
  /** Null where there is none. */
  readonly values: KeyValueStorage | null;
  readonly outgoing: OutgoingStore;
  readonly #userId: string;
  readonly #storage: KeyValueStorage | null;
  readonly #outgoing: OutgoingStore;
  #isSealed = false;

  constructor(
    userId: string,
    { storage, outgoingStore }: { storage: KeyValueStorage | null; outgoingStore: OutgoingStore },
  ) {
    this.#userId = userId;
    this.#storage = storage;
    this.#outgoing = outgoingStore;
    this.values = storage && this.#values(storage);
    this.outgoing = {
      put: (item) => this.#isSealed ? Promise.reject(sealed()) : outgoingStore.put(item),
      remove: (user, id) => outgoingStore.remove(user, id),
      all: (user) => outgoingStore.all(user),
      removeOthers: (user) => outgoingStore.removeOthers(user),
    };
  }

  /** Writes nothing from now on. */
  seal(): void {
    this.#isSealed = true;
  }

  /** Removes what others have left, whose sessions ended without a sign-out here, and what older pages kept: how far each
   *  room was read, which the server knows now. */
  removeOthers(): void {
    // Where it cannot be opened nothing is kept.
    this.#outgoing.removeOthers(this.#userId).catch(() => {});
    try {
      for (const key of keysOf(this.#storage)) {
        const [ours, what, userId] = key.split(".");
        if (ours !== "confab") continue;
        if (what === "read" || userId !== this.#userId) this.#storage!.removeItem(key);
      }
    } catch {
      // Forbidden: then it keeps nothing either.
    }
  }

  #values(storage: KeyValueStorage): KeyValueStorage {
    return {
      get length() {
        return storage.length;
      },
      key: (index) => storage.key(index),
      getItem: (key) => storage.getItem(key),
      setItem: (key, value) => {
        if (this.#isSealed) throw sealed();
        storage.setItem(key, value);
      },
      removeItem: (key) => storage.removeItem(key),
    };
  }
}

function sealed(): Error {
  return new Error("Its owner has signed out");
}

function keysOf(storage: KeyValueStorage | null): string[] {
  return Array.from({ length: storage?.length ?? 0 }, (_, index) => storage!.key(index)!);
}
