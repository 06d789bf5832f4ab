import type { OutgoingChange, OutgoingState } from "./outgoing_item.ts";
import { memoryStore, type OutgoingStore, type StoredItem } from "./outgoing_store.ts";

/** By its first name, so that what older pages have left is found. */
const DATABASE = "confab-outbox";
/** The one object store: items by user and id, with an index by user. */
const ENTRIES = "entries";

/** An entry of version 1: messages and changes to them in one shape. */
interface EntryV1 {
  user: string;
  id: string;
  room: string;
  text: string;
  at: number;
  replyTo?: number;
  failure: string | null;
  change?: { kind: "edit" | "delete"; seq: number };
  order: number;
  tab: string;
}

/** Keeps items in IndexedDB, or in memory when that cannot be opened (private windows of some browsers,
 *  a full disk, a page in a sandbox). Never rejects because of that. */
export function indexedDbStore(): OutgoingStore {
  const store = open().then(itemStore, () => memoryStore());
  return {
    put: async (item) => (await store).put(item),
    remove: async (user, id) => (await store).remove(user, id),
    all: async (user) => (await store).all(user),
  };
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    // Throws where storage is forbidden.
    const opening = indexedDB.open(DATABASE, 2);
    opening.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion === 1) return carryOver(opening.transaction!.objectStore(ENTRIES));
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

/** Rewrites the entries of version 1 as items. */
function carryOver(entries: IDBObjectStore): void {
  const reading = entries.openCursor();
  reading.onsuccess = () => {
    const cursor = reading.result;
    cursor?.update(fromV1(cursor.value));
    cursor?.continue();
  };
}

function fromV1({ user, id, room, at, order, tab, failure, ...said }: EntryV1): StoredItem {
  const state: OutgoingState = failure === null
    ? { status: "queued" }
    : { status: "refused", failure };
  return { user, id, room, change: changeFromV1(said), at, order, state, tab };
}

function changeFromV1(
  { text, replyTo, change }: Pick<EntryV1, "text" | "replyTo" | "change">,
): OutgoingChange {
  if (!change) return { kind: "post", content: { text, replyTo } };
  if (change.kind === "delete") return { kind: "delete", seq: change.seq };
  return { kind: "edit", seq: change.seq, content: { text }, base: 0 };
}

function itemStore(database: IDBDatabase): OutgoingStore {
  return {
    put: (item) => run(database, "readwrite", (entries) => entries.put(item)).then(() => {}),
    remove: (user, id) => run(database, "readwrite", (entries) => entries.delete([user, id])),
    all: (user) =>
      run<StoredItem[]>(database, "readonly", (entries) => entries.index("user").getAll(user)),
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
