import type { AccountStore } from "../accounts/ports.ts";
import type { Store } from "../hub/ports/store.ts";
import { databasePath } from "./sqlite/data_files.ts";
import { lockData } from "./sqlite/data_lock.ts";
import type { Upgrade } from "./sqlite/orders.ts";
import { openSqliteStore } from "./sqlite/sqlite_store.ts";

/** The store of a server, and of whoever does something in its place: nobody else may open it before it is closed, or its
 *  process has ended.
 *  @param onUpgrade told while an older schema is brought up to date
 *  @throws StorageError that says in one line why it cannot be opened */
export async function openStore(
  { dataDir }: { dataDir: string },
  onUpgrade?: (upgrade: Upgrade) => void,
): Promise<Store & AccountStore> {
  const lock = await lockData(dataDir);
  try {
    const store = await openSqliteStore({
      path: databasePath(dataDir),
      now: Date.now,
      onUpgrade,
    });
    return {
      ...store,
      async close() {
        await store.close();
        lock[Symbol.dispose]();
      },
    };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}
