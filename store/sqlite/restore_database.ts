import { basename, dirname } from "node:path";
import { StorageError } from "../../hub/ports/store.ts";
import { foldIn } from "./connection.ts";
import { copyDatabase } from "./copy_database.ts";
import { cannotUse, markPath } from "./data_files.ts";

/** Puts a copy of a backup in the place of a database that nobody has open. The next start makes a new epoch, so that
 *  nobody takes the versions of the two for the same. At every moment the database is either of the two, whole.
 *  @param stamp what the folder is named after to which the replaced database is moved
 *  @returns that folder; null when there was no database
 *  @throws StorageError in one line when the backup cannot be used or the database not be replaced; it is as it was then */
export async function restoreDatabase(
  backup: string,
  path: string,
  stamp: string,
): Promise<string | null> {
  const copy = `${path}.restoring`;
  await removeIfThere(copy);
  await copyDatabase(backup, copy);
  const folder = `${dirname(path)}/replaced-${stamp}`;
  try {
    const replaced = await setAside(path, folder);
    await Deno.rename(copy, path);
    return replaced ? folder : null;
  } catch (error) {
    await removeIfThere(copy);
    throw error instanceof StorageError ? error : cannotUse(path, error);
  }
}

/** Keeps the database in the folder, too, and takes away what stands beside it. Whether there was one. */
async function setAside(path: string, folder: string): Promise<boolean> {
  foldIn(path);
  const beside = [`${path}-wal`, `${path}-shm`, markPath(path)];
  const isThere = await exists(path);
  if (isThere) {
    await Deno.mkdir(folder, { mode: 0o700 });
    for (const file of [path, ...beside]) {
      if (await exists(file)) await keepIn(folder, file);
    }
  }
  for (const file of beside) await removeIfThere(file);
  return isThere;
}

async function keepIn(folder: string, file: string): Promise<void> {
  const kept = `${folder}/${basename(file)}`;
  // Not every file system has links.
  await Deno.link(file, kept).catch(() => Deno.copyFile(file, kept));
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function removeIfThere(path: string): Promise<void> {
  if (await exists(path)) await Deno.remove(path);
}
