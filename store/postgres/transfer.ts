import { StorageError } from "../../hub/ports/store.ts";
import { PostgresConnection } from "../../postgres/connection.ts";
import { toStorageError } from "../../postgres/failure.ts";
import { describeDatabase, type PostgresSettings } from "../../postgres/settings.ts";
import { statement } from "../../postgres/statement.ts";
import { NOUN_NAMES, type NounName } from "../transfer/nouns.ts";
import type { TransferSource, TransferTarget } from "../transfer/ports.ts";
import type { TransferRecord } from "../transfer/record.ts";
import { beginEpoch } from "./epoch.ts";
import { IMPORT_TABLE, importUnderWay, refuseWhileImporting } from "./import_marker.ts";
import { migrate } from "./migrate.ts";
import { recordOf, TABLES } from "./transfer_tables.ts";

const NAME = "confab transfer";
/** Longest that a statement may take, in milliseconds: the index of many messages. */
const PATIENCE_MS = 10 * 60_000;

const READING = `SET statement_timeout = 0;
  BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY`;

/** Servers that are connected to the database. */
const COUNT_SERVERS = statement(
  `SELECT count(*) AS count FROM pg_stat_activity
   WHERE datname = current_database() AND application_name IN ('confab', 'confab broker')`,
);
/** What somebody has done with a database, beyond starting a server on it. */
const IS_USED = statement(
  `SELECT EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM messages) AS "isUsed"`,
);
const MARK = statement(`INSERT INTO ${IMPORT_TABLE} (export_id) VALUES ($1)`);

/** A database as it is at this moment, also while servers write to it.
 *  @throws StorageError in one line */
export async function openPostgresSource(settings: PostgresSettings): Promise<TransferSource> {
  const where = describeDatabase(settings);
  const connection = await connect(settings);
  try {
    await migrate(connection, where);
    await refuseWhileImporting(connection, where);
    await connection.run(READING);
    return new PostgresSource(connection, where);
  } catch (error) {
    await connection.close();
    throw toStorageError(error, where);
  }
}

/** A database that nobody has used yet; or that of an import of the same export that was interrupted.
 *  @throws StorageError in one line when it is none of these, or a server is connected to it */
export async function openPostgresTarget(
  settings: PostgresSettings,
  exportId: string,
): Promise<TransferTarget> {
  const where = describeDatabase(settings);
  const connection = await connect(settings);
  try {
    await migrate(connection, where);
    await claim(connection, { where, exportId });
    await connection.run("SET statement_timeout = 0; SET synchronous_commit = on");
    return new PostgresTarget(connection, where);
  } catch (error) {
    await connection.close();
    throw toStorageError(error, where);
  }
}

async function connect(settings: PostgresSettings): Promise<PostgresConnection> {
  return await PostgresConnection.open(settings, { name: NAME, answerTimeoutMs: PATIENCE_MS });
}

/** Sees to it that from here on no server starts on the database, and nothing but the export gets into it. */
async function claim(
  connection: PostgresConnection,
  { where, exportId }: { where: string; exportId: string },
): Promise<void> {
  const refuse = (why: string) => new StorageError(`Cannot import into ${where}: ${why}`, false);
  const [servers] = await connection.query<{ count: number }>(COUNT_SERVERS);
  if (servers!.count > 0) throw refuse("a server uses it: stop all of them first");
  const begun = await importUnderWay(connection);
  if (begun === exportId) return;
  if (begun !== null) throw refuse("another file's import into it has not ended");
  const [used] = await connection.query<{ isUsed: boolean }>(IS_USED);
  if (used!.isUsed) throw refuse("somebody has used it already: take an empty database");
  await connection.run("BEGIN");
  try {
    // What a server makes at its first start.
    await connection.run(`TRUNCATE ${NOUN_NAMES.join(", ")} RESTART IDENTITY`);
    await connection.run(`CREATE TABLE ${IMPORT_TABLE} (export_id TEXT NOT NULL)`);
    await connection.query(MARK, [exportId]);
    await connection.run("COMMIT");
  } catch (error) {
    if (connection.isOpen) await connection.run("ROLLBACK");
    throw error;
  }
}

class PostgresSource implements TransferSource {
  protected readonly connection: PostgresConnection;
  protected readonly where: string;

  constructor(connection: PostgresConnection, where: string) {
    this.connection = connection;
    this.where = where;
  }

  async *read(noun: NounName): AsyncIterable<TransferRecord[]> {
    const { open, next } = TABLES[noun];
    try {
      await this.connection.run(open);
      while (true) {
        const rows = await this.connection.query<Record<string, unknown>>(next);
        if (rows.length === 0) return;
        yield rows.map(recordOf);
      }
    } catch (error) {
      throw toStorageError(error, this.where);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.close();
  }
}

class PostgresTarget extends PostgresSource implements TransferTarget {
  async count(noun: NounName): Promise<number> {
    const [row] = await this.connection.query<{ count: number }>(TABLES[noun].count);
    return row!.count;
  }

  asKept(record: TransferRecord): TransferRecord {
    const kept = Object.entries(record).map(([field, value]) =>
      [field, typeof value === "string" ? value.replaceAll("\u0000", "\ufffd") : value] as const
    );
    return Object.fromEntries(kept);
  }

  async add(noun: NounName, records: TransferRecord[]): Promise<void> {
    const { clear, add } = TABLES[noun];
    try {
      await this.connection.run("BEGIN");
      if (clear) await this.connection.execute(clear);
      await this.connection.execute(add, [JSON.stringify(records)]);
      await this.connection.run("COMMIT");
    } catch (error) {
      if (this.connection.isOpen) await this.connection.run("ROLLBACK").catch(() => {});
      throw toStorageError(error, this.where);
    }
  }

  override async *read(noun: NounName): AsyncIterable<TransferRecord[]> {
    // A cursor lives in a transaction.
    await this.connection.run(READING);
    try {
      yield* super.read(noun);
    } finally {
      if (this.connection.isOpen) await this.connection.run("COMMIT").catch(() => {});
    }
  }

  async finish(): Promise<null> {
    try {
      await this.connection.run(`BEGIN; ${CONTINUE_AUDIT}; DROP TABLE ${IMPORT_TABLE}`);
      await beginEpoch(this.connection);
      await this.connection.run("COMMIT");
      await this.connection.run("ANALYZE");
      return null;
    } catch (error) {
      throw toStorageError(error, this.where);
    }
  }
}

/** Its numbers were taken along: the next one follows them. */
const CONTINUE_AUDIT = `SELECT setval(pg_get_serial_sequence('audit', 'id'),
  (SELECT coalesce(max(id), 0) + 1 FROM audit), false)`;
