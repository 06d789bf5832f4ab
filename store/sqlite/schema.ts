import type { DatabaseSync } from "node:sqlite";
import { StorageError } from "../../hub/ports.ts";
import { Transaction } from "./transaction.ts";

/** "Cnfb", in the header of every file of ours, so that another program's database is never mistaken for one. */
const APPLICATION_ID = 0x436e6662;

/** Entry n takes a file from schema version n to n + 1. Never changed once released; only added to. */
const MIGRATIONS: string[][] = [
  [
    `CREATE TABLE rooms (
       key INTEGER PRIMARY KEY,
       id TEXT NOT NULL UNIQUE,
       title TEXT NOT NULL,
       topic TEXT NOT NULL,
       version INTEGER NOT NULL DEFAULT 0,
       created_at INTEGER NOT NULL
     ) STRICT`,
    // name_key is the exact name of a guest known by name alone, and null for everybody else.
    `CREATE TABLE users (
       key INTEGER PRIMARY KEY,
       id TEXT NOT NULL UNIQUE,
       name TEXT NOT NULL,
       name_key TEXT UNIQUE
     ) STRICT`,
    `CREATE TABLE sessions (
       token_hash TEXT PRIMARY KEY,
       user INTEGER NOT NULL REFERENCES users (key),
       created_at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE messages (
       room INTEGER NOT NULL REFERENCES rooms (key),
       seq INTEGER NOT NULL,
       version INTEGER NOT NULL,
       user INTEGER NOT NULL REFERENCES users (key),
       client_id TEXT NOT NULL,
       text TEXT NOT NULL,
       at INTEGER NOT NULL,
       edited_at INTEGER,
       deleted_at INTEGER,
       reply_to INTEGER,
       PRIMARY KEY (room, seq)
     ) STRICT, WITHOUT ROWID`,
    // The client id before the user: ids that begin with the time then land side by side whoever posts,
    // which doubles the rows a second; for random ids the order makes no difference.
    `CREATE UNIQUE INDEX messages_by_client_id ON messages (room, client_id, user)`,
    `CREATE UNIQUE INDEX messages_by_version ON messages (room, version)`,
  ],
];

/** The schema version this build writes, kept in the file's `user_version`. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

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
 *  at once on one file take turns, so each step looks at the version once it holds the lock. */
export function migrate(db: DatabaseSync, path: string): void {
  assertOurs(db, path);
  const transaction = new Transaction(db, "IMMEDIATE");
  while (pragma(db, "user_version") < SCHEMA_VERSION) {
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
