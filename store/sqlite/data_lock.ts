import { StorageError } from "../../hub/ports/store.ts";
import { cannotUse, makePrivateDirectory } from "./data_files.ts";

/** Where a lock can only be waited for: how long until it counts as another's, in milliseconds. A free one is had in
 *  less than one. */
const PATIENCE_MS = 1_000;

/** Makes this process the only server on a folder, which it makes if need be, until it ends or disposes of the
 *  lock. The system drops it with the process, however that ended: a lock file that lies there means nothing.
 *  @throws StorageError in one line when another server has it, or the folder cannot be used */
export async function lockData(directory: string): Promise<Disposable> {
  const file = await openLockFile(directory);
  if (await tryLock(file)) return file;
  file.close();
  throw new StorageError(
    `Another server uses "${directory}": stop that one, or set DATA_DIR to another folder`,
    true,
  );
}

async function tryLock(file: Deno.FsFile): Promise<boolean> {
  if (typeof file.tryLock === "function") return await file.tryLock(true);
  // Deno 2.5 can only wait for a lock, and not stop waiting. One that comes after all is dropped at once: its file
  // is closed by then.
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const locked = file.lock(true).then(() => true);
  return await Promise.race([locked, patience]).finally(() => clearTimeout(timer));
}

async function openLockFile(directory: string): Promise<Deno.FsFile> {
  await makePrivateDirectory(directory);
  try {
    const path = `${directory}/confab.lock`;
    return await Deno.open(path, { create: true, write: true, mode: 0o600 });
  } catch (cause) {
    throw cannotUse(directory, cause);
  }
}
