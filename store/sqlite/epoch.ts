import type { DatabaseSync } from "node:sqlite";
import { StorageError } from "../../hub/ports/store.ts";
import { MarkKeeper, readMark } from "./mark.ts";
import { Transaction } from "./transaction.ts";

/** Sees to it that the database has an epoch: a new one when it has none, and when the mark beside the file does not show
 *  that this is the data of the last commit. Gives what keeps the mark up from here on.
 *  @param isForeign whether `hasForeignLog` said so before the database was opened */
export function settleEpoch(
  db: DatabaseSync,
  { path, isForeign }: { path: string; isForeign: boolean },
): { epoch: string; mark: MarkKeeper } {
  return new Transaction(db, "IMMEDIATE").run(() => {
    const last = readMark(path);
    const known = readEpoch(db);
    const isLast = last !== null && last.epoch === known &&
      versionOf(db, last.room) >= last.version;
    if (isLast && !isForeign) return { epoch: last.epoch, mark: new MarkKeeper(path, last) };
    const epoch = crypto.getRandomValues(new Uint8Array(8)).toHex();
    db.prepare("DELETE FROM epoch").run();
    db.prepare("INSERT INTO epoch (value) VALUES (?)").run(epoch);
    const mark = new MarkKeeper(path, { epoch, room: null, version: 0, file: "" });
    // Before the commit: a mark of an epoch that the database does not have makes another one.
    mark.keep(null);
    return { epoch, mark };
  });
}

/** Sees to it that a connection that is made anew meets the data that is served already: its epoch has been told.
 *  @throws StorageError when the data is another's */
export function confirmEpoch(
  db: DatabaseSync,
  { path, epoch }: { path: string; epoch: string },
): void {
  if (readEpoch(db) === epoch) return;
  throw new StorageError(
    `"${path}" was replaced while it was in use: start the server again`,
    false,
  );
}

/** What keeps the mark up in a thread that takes the place of one that crashed. */
export function takeOverMark(path: string, epoch: string): MarkKeeper {
  const last = readMark(path);
  return new MarkKeeper(
    path,
    last?.epoch === epoch ? last : { epoch, room: null, version: 0, file: "" },
  );
}

function readEpoch(db: DatabaseSync): string | null {
  return db.prepare("SELECT value FROM epoch").get()?.value as string | undefined ?? null;
}

function versionOf(db: DatabaseSync, room: string | null): number {
  if (room === null) return 0;
  return Number(db.prepare("SELECT version FROM rooms WHERE id = ?").get(room)?.version ?? -1);
}
