import { OUTGOING_DATABASE } from "../../protocol/browser_storage.ts";
import type { EntryV1 } from "./entry_v1.ts";
import type { OutgoingStore, StoredItem } from "./outgoing_store.ts";

/** Older pages must not read what this one keeps: they are shut out of it by the version. */
const VERSION = 2;
/** The one object store: items by user and id, with an index by user. */
const ENTRIES = "entries";

/** Keeps items in IndexedDB. Every operation rejects where that cannot be opened: in private windows of some browsers, on
 *  a full disk, for a page in a sandbox. */
export function indexedDbStore(): OutgoingStore {
  const opened = open();
  // Whoever uses it is told.
  opened.catch(() => {});
  const run = async <Result>(
    mode: IDBTransactionMode,
    step: (entries: IDBObjectStore) => IDBRequest<Result>,
  ) => await inTransaction(await opened, mode, step);
  return {
    put: async (item) => void await run("readwrite", (entries) => entries.put(item)),
    remove: (user, id) => run("readwrite", (entries) => entries.delete([user, id])),
    async removeOthers(user) {
      // A user's items have keys between [user] and [user, []]: no string comes after an array.
      const [least, most] = [[user], [user, []]];
      await run("readwrite", (entries) => {
        entries.delete(IDBKeyRange.upperBound(least, true));
        return entries.delete(IDBKeyRange.lowerBound(most, true));
      });
    },
    async all(user) {
      const entries: (StoredItem | EntryV1)[] = await run(
        "readonly",
        (entries) => entries.index("user").getAll(user),
      );
      return await Promise.all(
        entries.map((entry) => "state" in entry ? entry : carriedOver(entry)),
      );
    },
  };
}

/** Fetched when there is one: hardly anybody ever has any. */
async function carriedOver(entry: EntryV1): Promise<StoredItem> {
  const { fromV1 } = await import("./entry_v1.ts");
  return fromV1(entry);
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    // Throws where storage is forbidden.
    const opening = indexedDB.open(OUTGOING_DATABASE, VERSION);
    opening.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion > 0) return;
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

/** One request in a transaction of its own; done once that is. */
function inTransaction<Result>(
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
