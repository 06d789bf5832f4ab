import type { OutboxEntry, OutboxStore } from "./outbox.ts";
import { memoryOutboxStore } from "./outbox_memory.ts";

/** The one object store: entries by user and id, with an index by user. */
const ENTRIES = "entries";

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

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    // Throws where storage is forbidden.
    const opening = indexedDB.open("confab-outbox", 1);
    opening.onupgradeneeded = () => {
      const entries = opening.result.createObjectStore(ENTRIES, { keyPath: ["user", "id"] });
      entries.createIndex("user", "user");
    };
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      // Another tab has a newer version of the page: don't stand in its way.
      database.onversionchange = () => database.close();
      resolve(database);
    };
  });
}

function entriesStore(database: IDBDatabase): OutboxStore {
  return {
    put: (entry) => run(database, "readwrite", (entries) => entries.put(entry)).then(() => {}),
    remove: (user, id) => run(database, "readwrite", (entries) => entries.delete([user, id])),
    all: (user) =>
      run<OutboxEntry[]>(database, "readonly", (entries) => entries.index("user").getAll(user)),
  };
}

/** One request in a transaction of its own; done once that is. */
function run<Result>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  step: (entries: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    // Throws when the database was closed meanwhile.
    const transaction = database.transaction(ENTRIES, mode);
    const request = step(transaction.objectStore(ENTRIES));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}
