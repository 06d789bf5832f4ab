import { resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StorageError } from "../../hub/ports/store.ts";
import type { ConnectionSettings } from "./orders.ts";
import { assertOurs, migrate } from "./migrate.ts";

/** Pages the log of commits may grow to before they are moved into the database file (16 MiB). */
const CHECKPOINT_PAGES = 4096;

/** What is left of that log on disk after a burst, in bytes. */
const WAL_SIZE_LIMIT_BYTES = 64 * 1024 * 1024;

/** Page cache of one connection, in KiB. */
const CACHE_KIB = 16 * 1024;

/** SQLite takes a file smaller than its smallest page for an empty database, and would overwrite it. */
const SMALLEST_DATABASE_BYTES = 512;

/** The one connection that writes. Makes the file and its schema when they are missing; a file that
 *  is not ours is refused before anything is written to it. Throws StorageError or SQLite's error. */
export function connectWriter(settings: ConnectionSettings): DatabaseSync {
  refuseStrangers(settings);
  const db = open(settings, { readOnly: false });
  return configure(db, () => {
    set(db, "journal_mode = WAL");
    // A commit is on disk when it returns; fullfsync is what that takes on macOS and nothing elsewhere.
    set(db, "synchronous = FULL");
    set(db, "fullfsync = ON");
    set(db, `wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    set(db, `journal_size_limit = ${WAL_SIZE_LIMIT_BYTES}`);
    if (settings.maxPages !== undefined) set(db, `max_page_count = ${settings.maxPages}`);
    migrate(db, settings.path);
  });
}

/** A connection that can't write. The file must exist, with its schema. */
export function connectReader(settings: ConnectionSettings): DatabaseSync {
  return configure(open(settings, { readOnly: true }), () => {});
}

/** Moves what the WAL holds into the database file, as far as no other process is in the way: commits
 *  are safe in the WAL too. Must not be called in a transaction. */
export function checkpoint(db: DatabaseSync): void {
  set(db, "busy_timeout = 0");
  set(db, "wal_checkpoint(TRUNCATE)");
}

/** Looks at the file in a way that changes nothing about it. An absent or empty file has nothing to look at. */
function refuseStrangers(settings: ConnectionSettings): void {
  const { path } = settings;
  const sizeBytes = statOrNull(path)?.size ?? 0;
  if (sizeBytes === 0) return;
  if (sizeBytes < SMALLEST_DATABASE_BYTES) {
    throw new StorageError(`Cannot use "${path}": it is not a database`, false);
  }
  // Closing the last connection that can write moves a WAL into the file. Where there is none, only such a
  // connection takes away again what it puts beside the file.
  const db = open(settings, { readOnly: statOrNull(`${path}-wal`) !== null });
  try {
    assertOurs(db, path);
  } finally {
    db.close();
  }
}

function statOrNull(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function open(
  { path, busyTimeoutMs }: ConnectionSettings,
  { readOnly }: { readOnly: boolean },
): DatabaseSync {
  try {
    // An absolute path is never taken for a URI. Deno refuses URIs to a process that may not do everything.
    const db = new DatabaseSync(resolve(path), { readOnly });
    // Not as an option, which Deno 2.5 does not know.
    set(db, `busy_timeout = ${busyTimeoutMs}`);
    return db;
  } catch (cause) {
    // Errors of this constructor carry no result code; a missing directory or permission may be mended.
    throw new StorageError(`Cannot open "${path}": unable to open database file`, true, { cause });
  }
}

function configure(db: DatabaseSync, more: () => void): DatabaseSync {
  try {
    set(db, "foreign_keys = ON");
    set(db, "trusted_schema = OFF");
    set(db, "temp_store = MEMORY");
    set(db, `cache_size = -${CACHE_KIB}`);
    more();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function set(db: DatabaseSync, pragma: string): void {
  db.prepare(`PRAGMA ${pragma}`).all();
}
