import { PostgresConnection } from "../../postgres/connection.ts";
import { toStorageError } from "../../postgres/failure.ts";
import { describeDatabase, type PostgresSettings } from "../../postgres/settings.ts";
import type { Upgrade } from "../upgrade.ts";
import { beginEpoch } from "./epoch.ts";
import { migrate } from "./migrate.ts";

const NAME = "confab upkeep";

/** Makes or upgrades the schema, and nothing else.
 *  @throws StorageError in one line */
export async function bringUpToDate(
  settings: PostgresSettings,
  onUpgrade: (upgrade: Upgrade) => void,
): Promise<void> {
  await withConnection(settings, (connection, where) => migrate(connection, where, onUpgrade));
}

/** From here on nobody takes the versions they know for those of this database. While servers run they go on telling the
 *  old epoch: they are to be stopped before.
 *  @throws StorageError in one line */
export async function beginNewEpoch(settings: PostgresSettings): Promise<void> {
  await withConnection(settings, async (connection, where) => {
    await migrate(connection, where);
    await beginEpoch(connection);
  });
}

async function withConnection(
  settings: PostgresSettings,
  work: (connection: PostgresConnection, where: string) => Promise<void>,
): Promise<void> {
  const where = describeDatabase(settings);
  const connection = await PostgresConnection.open(settings, { name: NAME });
  try {
    await work(connection, where);
  } catch (error) {
    throw toStorageError(error, where);
  } finally {
    await connection.close();
  }
}
