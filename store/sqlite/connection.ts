import { DatabaseSync } from "node:sqlite";
import { StorageError } from "../../hub/ports/store.ts";
import { hasForeignLog } from "./mark.ts";
import type { Upgrade } from "../upgrade.ts";
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
 *  is not ours is refused before anything is written to it. Throws StorageError or SQLite's error.
 *  @param onUpgrade as `migrate` tells it
 *  @returns `isForeign`: as `hasForeignLog` said before */
export function connectWriter(
  settings: ConnectionSettings,
  onUpgrade: (upgrade: Upgrade) => void = () => {},
): { db: DatabaseSync; isForeign: boolean } {
  const isForeign = hasForeignLog(settings.path);
  refuseStrangers(settings, isForeign);
  const db = configure(open(settings, { readOnly: false }), (db) => {
    set(db, "journal_mode = WAL");
    // A commit is on disk when it returns; fullfsync is what that takes on macOS and nothing elsewhere.
    set(db, "synchronous = FULL");
    set(db, "fullfsync = ON");
    set(db, `wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    set(db, `journal_size_limit = ${WAL_SIZE_LIMIT_BYTES}`);
    if (settings.maxPages !== undefined) set(db, `max_page_count = ${settings.maxPages}`);
    migrate(db, settings.path, onUpgrade);
  });
  return { db, isForeign };
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

/** A connection to a database of ours, which changes nothing about its files. Throws StorageError or SQLite's error. */
export function connectToLook(settings: Omit<ConnectionSettings, "role">): DatabaseSync {
  const { path } = settings;
  if ((statOrNull(path)?.size ?? 0) < SMALLEST_DATABASE_BYTES) {
    throw new StorageError(`Cannot use "${path}": it is not a database`, false);
  }
  // Closing the last connection that can write moves a WAL into the file. Where there is none, only such a
  // connection takes away again what it puts beside the file.
  const db = open(settings, { readOnly: statOrNull(`${path}-wal`) !== null });
  try {
    assertOurs(db, path);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Moves the commits that wait beside a database of ours into it, so that it is whole without them; leaves them where they
 *  are when they are of another one, or the file is damaged. Throws a StorageError when another process has it open. */
export function foldIn(path: string): void {
  if (statOrNull(`${path}-wal`) === null || hasForeignLog(path)) return;
  let isBusy: unknown;
  try {
    using db = open({ path, busyTimeoutMs: 0 }, { readOnly: false });
    assertOurs(db, path);
    isBusy = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()?.busy;
  } catch {
    return;
  }
  if (isBusy) throw new StorageError(`Another program uses "${path}": stop it first`, true);
}

/** An absent or empty file is nobody's. */
function refuseStrangers(settings: ConnectionSettings, isForeign: boolean): void {
  const { path } = settings;
  if ((statOrNull(path)?.size ?? 0) === 0) return;
  using db = connectToLook(settings);
  if (isForeign) assertWhole(db, path);
}

/** Commits of one file that are moved into another ruin it, unless it has all that they were made on. */
function assertWhole(db: DatabaseSync, path: string): void {
  try {
    const { quick_check } = db.prepare("PRAGMA quick_check(1)").get() ?? {};
    if (quick_check === "ok" && db.prepare(FIND_HOLE).get() === undefined) return;
  } catch {
    // So damaged that it cannot even be looked at.
  }
  const what = "belongs to another database: remove it if you have put an older one in its place";
  throw new StorageError(`Cannot use "${path}": "${path}-wal" ${what}`, false);
}

/** Finds what no commit leaves: a room whose last change is missing, and messages that were posted but are not there. */
const FIND_HOLE = `
  SELECT 1 FROM rooms r
  WHERE version <> ifnull((SELECT max(version) FROM messages WHERE room = r.key), 0)
  UNION ALL
  SELECT 1 WHERE (SELECT count(*) FROM messages) <>
    (SELECT ifnull(sum(messages), 0) FROM message_counts)`;

/** The path as nothing but a path, where SQLite reads a URI or a database in memory from some beginnings. */
function asPath(path: string): string {
  return /^(file)?:/i.test(path) ? `./${path}` : path;
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
  { path, busyTimeoutMs }: Omit<ConnectionSettings, "role">,
  { readOnly }: { readOnly: boolean },
): DatabaseSync {
  try {
    const db = new DatabaseSync(asPath(path), { readOnly });
    // Deno 2.5 knows neither how to dispose of it nor the option for this.
    db[Symbol.dispose] ??= () => db.close();
    set(db, `busy_timeout = ${busyTimeoutMs}`);
    return db;
  } catch (cause) {
    // Errors of this constructor carry no result code; a missing directory or permission may be mended.
    throw new StorageError(`Cannot open "${path}": unable to open database file`, true, { cause });
  }
}

function configure(db: DatabaseSync, more: (db: DatabaseSync) => void): DatabaseSync {
  try {
    set(db, "foreign_keys = ON");
    set(db, "trusted_schema = OFF");
    set(db, "temp_store = MEMORY");
    set(db, `cache_size = -${CACHE_KIB}`);
    more(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function set(db: DatabaseSync, pragma: string): void {
  db.prepare(`PRAGMA ${pragma}`).all();
}
