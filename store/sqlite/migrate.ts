import type { DatabaseSync } from "node:sqlite";
import { StorageError } from "../../hub/ports/store.ts";
import { log } from "./migrations/0001_log.ts";
import { accounts } from "./migrations/0002_accounts.ts";
import { roomRevisions } from "./migrations/0003_room_revisions.ts";
import { erasures } from "./migrations/0004_erasures.ts";
import { content } from "./migrations/0005_content.ts";
import { epoch } from "./migrations/0006_epoch.ts";
import { roomMakers } from "./migrations/0007_room_makers.ts";
import { reads } from "./migrations/0008_reads.ts";
import { settings } from "./migrations/0009_settings.ts";
import { people } from "./migrations/0010_people.ts";
import type { Upgrade } from "../upgrade.ts";
import { Transaction } from "./transaction.ts";

/** "Cnfb", in the header of every file of ours, so that another program's database is never mistaken for one. */
const APPLICATION_ID = 0x436e6662;

/** Entry n, a list of statements, takes a file from schema version n to n + 1. Never changed once released; only
 *  added to. */
const MIGRATIONS: string[][] = [
  log,
  accounts,
  roomRevisions,
  erasures,
  content,
  epoch,
  roomMakers,
  reads,
  settings,
  people,
];

/** The schema version this build writes, kept in the file's `user_version`. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

/** The schema version of a file of ours. */
export function schemaVersionOf(db: DatabaseSync): number {
  return pragma(db, "user_version");
}

/** Throws a StorageError when the file is another program's or a newer build's. Writes nothing. */
export function assertOurs(db: DatabaseSync, path: string): void {
  const application = pragma(db, "application_id");
  const version = pragma(db, "user_version");
  const isEmpty = db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
  if (application !== APPLICATION_ID && !isEmpty) {
    throw new StorageError(`Cannot use "${path}": it is another program's database`, false);
  }
  if (version > SCHEMA_VERSION) {
    throw new StorageError(
      `Cannot use "${path}": its schema is version ${version}, this build knows up to ${SCHEMA_VERSION}`,
      false,
    );
  }
}

/** Brings the file to SCHEMA_VERSION, each step in a transaction of its own. Two processes that start
 *  at once on one file take turns, so each step looks at the version once it holds the lock.
 *  @param onUpgrade told before each step and after the last, unless the file is new or needs none */
export function migrate(
  db: DatabaseSync,
  path: string,
  onUpgrade: (upgrade: Upgrade) => void,
): void {
  assertOurs(db, path);
  const transaction = new Transaction(db, "IMMEDIATE");
  const from = pragma(db, "user_version");
  if (from === SCHEMA_VERSION) return;
  for (let reached = from;; reached = pragma(db, "user_version")) {
    if (from > 0) onUpgrade({ from, reached, to: SCHEMA_VERSION });
    if (reached >= SCHEMA_VERSION) return;
    transaction.run(() => {
      assertOurs(db, path);
      const version = pragma(db, "user_version");
      const migration = MIGRATIONS[version];
      if (migration === undefined) return;
      for (const statement of migration) db.prepare(statement).run();
      db.prepare(`PRAGMA application_id = ${APPLICATION_ID}`).run();
      db.prepare(`PRAGMA user_version = ${version + 1}`).run();
    });
  }
}

function pragma(db: DatabaseSync, name: "application_id" | "user_version"): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}
