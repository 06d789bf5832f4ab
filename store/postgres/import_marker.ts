import { StorageError } from "../../hub/ports/store.ts";
import type { PostgresConnection } from "../../postgres/connection.ts";
import { statement } from "../../postgres/statement.ts";

/** There while an import into the database has not ended. */
export const IMPORT_TABLE = "confab_import";

const LOOK = statement(`SELECT to_regclass('${IMPORT_TABLE}') IS NOT NULL AS "isThere"`);
const READ = statement(`SELECT export_id AS "exportId" FROM ${IMPORT_TABLE}`);

/** The id of the export whose import has begun and not ended; null when there is none. */
export async function importUnderWay(connection: PostgresConnection): Promise<string | null> {
  const [found] = await connection.query<{ isThere: boolean }>(LOOK);
  if (!found!.isThere) return null;
  return (await connection.query<{ exportId: string }>(READ))[0]?.exportId ?? null;
}

/** @throws StorageError while a part of what is imported may be missing */
export async function refuseWhileImporting(
  connection: PostgresConnection,
  where: string,
): Promise<void> {
  if (await importUnderWay(connection) === null) return;
  const why = "an import into it has not ended: import the same file again";
  throw new StorageError(`Cannot use ${where}: ${why}`, false);
}
