import type { AccountStore } from "../accounts/ports.ts";
import type { Store } from "../hub/ports/store.ts";
import type { PostgresSettings } from "../postgres/settings.ts";
import { databasePath } from "./sqlite/data_files.ts";
import { lockData } from "./sqlite/data_lock.ts";
import { openSqliteStore } from "./sqlite/sqlite_store.ts";
import type { Upgrade } from "./upgrade.ts";

/** Where everything is kept. */
export interface StorePlace {
  /** The folder of a SQLite database. */
  dataDir: string;
  /** The PostgreSQL database to be used instead; null when there is none. */
  postgres: PostgresSettings | null;
  /** Most connections to it. */
  databaseConnections: number;
}

/** The store of a server, and of whoever does something in its place. A folder is locked: nobody else may open it before it
 *  is closed, or its process has ended. A PostgreSQL database is shared by any number of instances.
 *  @param onUpgrade told while an older schema is brought up to date
 *  @throws StorageError that says in one line why it cannot be opened */
export async function openStore(
  { dataDir, postgres, databaseConnections: connections }: StorePlace,
  onUpgrade?: (upgrade: Upgrade) => void,
): Promise<Store & AccountStore> {
  if (postgres === null) return await openFolder(dataDir, onUpgrade);
  // Loaded where it is used: the driver takes 50 ms of a start.
  const { openPostgresStore } = await import("./postgres/postgres_store.ts");
  return await openPostgresStore({ settings: postgres, connections, now: Date.now, onUpgrade });
}

async function openFolder(
  dataDir: string,
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
