import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { OutboxEntry, OutboxStore } from "./outbox.ts";
import { memoryOutboxStore } from "./outbox_memory.ts";

interface Schema extends DBSchema {
  entries: { key: [user: string, id: string]; value: OutboxEntry; indexes: { user: string } };
}

/** Keeps entries in IndexedDB, or in memory when that cannot be opened (private windows of some browsers,
 *  a full disk, a page in a sandbox). Never rejects because of that. */
export function indexedDbOutboxStore(): OutboxStore {
  const store = open().then(entriesStore, () => memoryOutboxStore());
  return {
    put: async (entry) => (await store).put(entry),
    remove: async (user, id) => (await store).remove(user, id),
    all: async (user) => (await store).all(user),
  };
}

function open(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>("confab-outbox", 1, {
    upgrade(database) {
      const entries = database.createObjectStore("entries", { keyPath: ["user", "id"] });
      entries.createIndex("user", "user");
    },
    // Another tab has a newer version of the page: don't stand in its way.
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
  });
}

function entriesStore(database: IDBPDatabase<Schema>): OutboxStore {
  return {
    put: async (entry) => void await database.put("entries", entry),
    remove: (user, id) => database.delete("entries", [user, id]),
    all: (user) => database.getAllFromIndex("entries", "user", user),
  };
}
