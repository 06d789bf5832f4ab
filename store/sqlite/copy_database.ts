import { backup } from "node:sqlite";
import { StorageError } from "../../hub/ports/store.ts";
import { connectToLook } from "./connection.ts";
import { describeFailure } from "./failure.ts";

/** All pages in one step: a copy in several begins anew whenever somebody writes. */
const ALL_PAGES = -1;
const BUSY_TIMEOUT_MS = 10_000;

/** Copies a database as it is at this moment, also while a server writes to it, to a file that only its owner may read.
 *  When this resolves the copy is on disk, and sound.
 *  @throws StorageError in one line when it is no database of ours or damaged, or when there is something at `to` */
export async function copyDatabase(from: string, to: string): Promise<void> {
  await claimFile(to);
  try {
    using source = connectToLook({ path: from, busyTimeoutMs: BUSY_TIMEOUT_MS });
    await backup(source, to, { rate: ALL_PAGES });
    using copy = connectToLook({ path: to, busyTimeoutMs: BUSY_TIMEOUT_MS });
    if (copy.prepare("PRAGMA quick_check(1)").get()?.quick_check !== "ok") {
      throw new StorageError(`Cannot copy "${from}": it is damaged`, false);
    }
    using file = await Deno.open(to, { write: true });
    await file.sync();
  } catch (error) {
    await Deno.remove(to);
    const { message, retryable } = describeFailure(error, from);
    throw new StorageError(message, retryable, { cause: error });
  }
}

/** Makes the file, so that nobody else may read it from its first byte on. */
async function claimFile(path: string): Promise<void> {
  try {
    (await Deno.open(path, { createNew: true, write: true, mode: 0o600 })).close();
  } catch (cause) {
    throw new StorageError(`Cannot write "${path}": ${(cause as Error).message}`, false, { cause });
  }
}
