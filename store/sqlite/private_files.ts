import { StorageError } from "../../hub/ports/store.ts";
import { markPath } from "./mark.ts";

/** The files of a database that SQLite makes beside it. */
const SUFFIXES = ["", "-wal", "-shm"];

/** Sees to it that nobody but whoever runs the server may read the database: makes the file if it is missing,
 *  and closes the ones to others that an earlier server left open. Windows has no modes.
 *  @throws StorageError in one line when a file cannot be made or closed */
export async function keepPrivate(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  try {
    (await Deno.open(path, { create: true, append: true, mode: 0o600 })).close();
    for (const suffix of SUFFIXES) await closeToOthers(path + suffix);
    await closeToOthers(markPath(path));
  } catch (cause) {
    const why = (cause as Error).message;
    throw new StorageError(`Cannot use "${path}": ${why}`, false, { cause });
  }
}

async function closeToOthers(path: string): Promise<void> {
  try {
    const { mode } = await Deno.stat(path);
    if (mode! & 0o077) await Deno.chmod(path, 0o600);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
