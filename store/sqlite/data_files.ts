import { StorageError } from "../../hub/ports/store.ts";

/** The database in a data folder. */
export function databasePath(dataDir: string): string {
  return `${dataDir}/confab.db`;
}

/** What tells how far a database had got (./mark.ts), beside it. */
export function markPath(databasePath: string): string {
  return `${databasePath.replace(/\.db$/, "")}.mark`;
}

/** Makes a folder that is private to whoever runs the server: what everybody wrote is kept in it. One that is there stays
 *  as it is.
 *  @throws StorageError in one line when it cannot be made */
export async function makePrivateDirectory(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw cannotUse(path, cause);
  }
}

/** Sees to it that nobody but whoever runs the server may read the database: makes the file if it is missing,
 *  and closes the ones to others that an earlier server left open. Windows has no modes.
 *  @throws StorageError in one line when a file cannot be made or closed */
export async function keepPrivate(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  try {
    (await Deno.open(path, { create: true, append: true, mode: 0o600 })).close();
    for (const file of [path, `${path}-wal`, `${path}-shm`, markPath(path)]) {
      await closeToOthers(file);
    }
  } catch (cause) {
    throw cannotUse(path, cause);
  }
}

export function cannotUse(path: string, cause: unknown): StorageError {
  return new StorageError(`Cannot use "${path}": ${(cause as Error).message}`, false, { cause });
}

async function closeToOthers(path: string): Promise<void> {
  try {
    const { mode } = await Deno.stat(path);
    if (mode! & 0o077) await Deno.chmod(path, 0o600);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
