import { DatabaseSync } from "node:sqlite";
import type { StoredMessage, StoredRoom } from "./history.ts";

/** Every room of the server's file, read by a program that shares no code with the server.
 *  The server should have stopped: what it commits meanwhile may be missing. */
export function readRooms(path: string): StoredRoom[] {
  using db = new DatabaseSync(path, { readOnly: true });
  const rooms = db.prepare("SELECT key, id, version FROM rooms ORDER BY id").all() as unknown as {
    key: number;
    id: string;
    version: number;
  }[];
  const messages = db.prepare(
    `SELECT m.seq, m.version, m.client_id AS id, u.name AS user, m.text, m.deleted_at
     FROM messages m JOIN users u ON u.key = m.user WHERE m.room = ? ORDER BY m.seq`,
  );
  return rooms.map(({ key, id, version }) => ({
    id,
    version,
    messages: messages.all(key).map(({ deleted_at, ...row }) => ({
      ...row as unknown as Omit<StoredMessage, "deleted">,
      deleted: deleted_at !== null,
    })),
  }));
}

/** What SQLite itself finds wrong with the file; empty when nothing is. */
export function integrityTrouble(path: string): string[] {
  using db = new DatabaseSync(path, { readOnly: true });
  return db.prepare("PRAGMA integrity_check").all()
    .map((row) => String(row.integrity_check)).filter((line) => line !== "ok");
}

/** Takes the write lock of a database away from the server until disposed of. */
export class WriteLock implements Disposable {
  readonly #db: DatabaseSync;

  constructor(path: string) {
    this.#db = new DatabaseSync(path, { timeout: 5_000 });
    this.#db.exec("BEGIN IMMEDIATE");
  }

  [Symbol.dispose](): void {
    this.#db.exec("ROLLBACK");
    this.#db.close();
  }
}
