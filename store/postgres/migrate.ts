import { StorageError } from "../../hub/ports/store.ts";
import type { PostgresConnection } from "../../postgres/connection.ts";
import { statement } from "../../postgres/statement.ts";
import type { Upgrade } from "../upgrade.ts";
import { makeEpoch } from "./epoch.ts";
import type { Migration } from "./migration.ts";
import { chat } from "./migrations/0001_chat.ts";
import { people } from "./migrations/0002_people.ts";
import { bansByUser } from "./migrations/0003_bans_by_user.ts";

/** Entry n takes a database from schema version n to n + 1. Never changed once released; only added to. */
const MIGRATIONS: Migration[] = [chat, people, bansByUser];

/** The schema version this build writes. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

/** What is used here came with it. */
const OLDEST_SERVER = 150_000;

/** Held while the schema is changed. The key is arbitrary. */
const LOCK = "SELECT pg_advisory_xact_lock(4837108)";

const LOOK = statement(
  `SELECT current_setting('server_version_num')::int AS server,
     current_setting('server_encoding') AS encoding,
     to_regclass('confab_schema') IS NOT NULL AS "isOurs",
     EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace
       AND relname IN ('users', 'rooms', 'messages', 'sessions', 'members')) AS "isTaken"`,
);
const READ_VERSION = statement('SELECT version, usable_from AS "usableFrom" FROM confab_schema');

/** Brings a database to SCHEMA_VERSION, each step in a transaction of its own. Servers that start at once take turns.
 *  @param where the database's name, for errors
 *  @param onUpgrade told before each step and after the last, unless the database is new or needs none
 *  @throws StorageError when it is another program's, a newer build's that this one cannot use, or no PostgreSQL that
 *    can be used; nothing is changed then */
export async function migrate(
  connection: PostgresConnection,
  where: string,
  onUpgrade: (upgrade: Upgrade) => void = () => {},
): Promise<void> {
  const from = await readVersion(connection, where);
  if (from >= SCHEMA_VERSION) return;
  for (let reached = from; reached < SCHEMA_VERSION;) {
    if (from > 0) onUpgrade({ from, reached, to: SCHEMA_VERSION });
    await step(connection, where);
    reached = await readVersion(connection, where);
  }
  if (from > 0) onUpgrade({ from, reached: SCHEMA_VERSION, to: SCHEMA_VERSION });
}

/** One step further, unless somebody else has taken it meanwhile. */
async function step(connection: PostgresConnection, where: string): Promise<void> {
  // A step may take as long as it takes.
  await connection.run(`BEGIN; SET LOCAL statement_timeout = 0; ${LOCK}`);
  try {
    const version = await readVersion(connection, where);
    const migration = MIGRATIONS[version];
    if (migration) {
      if (version === 0) await connection.run(CREATE_SCHEMA);
      for (const sql of migration.statements) await connection.run(sql);
      if (version === 0) await makeEpoch(connection);
      const usableFrom = migration.breaking ? `, usable_from = ${version + 1}` : "";
      await connection.run(`UPDATE confab_schema SET version = ${version + 1}${usableFrom}`);
    }
    await connection.run("COMMIT");
  } catch (error) {
    if (connection.isOpen) await connection.run("ROLLBACK").catch(() => {});
    throw error;
  }
}

/** `usable_from`: a build that knows the schema up to there, or further, can use the database. */
const CREATE_SCHEMA = `
  CREATE TABLE confab_schema (version INT NOT NULL, usable_from INT NOT NULL);
  INSERT INTO confab_schema VALUES (0, 1)`;

/** The schema version of the database; 0 when it has none. */
async function readVersion(connection: PostgresConnection, where: string): Promise<number> {
  const [found] = await connection.query<
    { server: number; encoding: string; isOurs: boolean; isTaken: boolean }
  >(LOOK);
  const { server, encoding, isOurs, isTaken } = found!;
  const refuse = (why: string) => new StorageError(`Cannot use ${where}: ${why}`, false);
  if (server < OLDEST_SERVER) {
    const version = Math.floor(server / 10_000);
    throw refuse(`it is PostgreSQL ${version}, and it takes 15 or newer`);
  }
  if (encoding !== "UTF8") throw refuse(`its encoding is ${encoding}, not UTF8`);
  if (!isOurs) {
    if (isTaken) throw refuse("it is another program's database");
    return 0;
  }
  const [{ version, usableFrom } = { version: 0, usableFrom: 1 }] = await connection.query<
    { version: number; usableFrom: number }
  >(READ_VERSION);
  if (version > SCHEMA_VERSION && usableFrom > SCHEMA_VERSION) {
    throw refuse(`its schema is version ${version}, this build knows up to ${SCHEMA_VERSION}`);
  }
  return version;
}
