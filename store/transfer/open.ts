import type { StorePlace } from "../open_store.ts";
import { lockData } from "../sqlite/data_lock.ts";
import { openSqliteSource, openSqliteTarget } from "../sqlite/transfer.ts";
import type { TransferSource, TransferTarget } from "./ports.ts";

type Place = Pick<StorePlace, "dataDir" | "postgres">;

/** Where everything is kept, to be read.
 *  @throws StorageError in one line */
export async function openSource({ dataDir, postgres }: Place): Promise<TransferSource> {
  if (postgres === null) return openSqliteSource(dataDir);
  const { openPostgresSource } = await import("../postgres/transfer.ts");
  return await openPostgresSource(postgres);
}

/** Where everything is to be kept.
 *  @throws StorageError in one line, also when a server uses it */
export async function openTarget(
  { dataDir, postgres }: Place,
  exportId: string,
): Promise<TransferTarget> {
  if (postgres !== null) {
    const { openPostgresTarget } = await import("../postgres/transfer.ts");
    return await openPostgresTarget(postgres, exportId);
  }
  const lock = await lockData(dataDir);
  try {
    return openSqliteTarget(dataDir, exportId, lock);
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}
