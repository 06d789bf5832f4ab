import { dirname } from "node:path";
import type {
  Appended,
  Change,
  Identities,
  PagePosition,
  RoomRecord,
  Store,
} from "../hub/ports.ts";
import { StorageError } from "../hub/ports.ts";
import type { User } from "../protocol/entities.ts";
import type { ChangePage, MessagePage } from "../protocol/events.ts";
import { hashSessionToken, newSessionToken, newUserId } from "./session_token.ts";
import { DatabaseWorker, startWorker } from "./sqlite/database_worker.ts";
import type { NewRoom, ReaderCall, ReaderCalls, WriterCall } from "./sqlite/messages.ts";
import { WriteQueue } from "./sqlite/write_queue.ts";

export interface SqliteStoreOptions {
  /** The database file. It and its directory are made when missing. */
  path: string;
  /** Wall clock, in milliseconds since the epoch. */
  now: () => number;
  /** Quota on the database file, in pages of 4,096 bytes. Beyond it a write fails as on a full disk. */
  maxPages?: number;
  /** Longest wait for a lock that another process holds on the file, in milliseconds. Default 1,000:
   *  two commits that wait it out still fit in the 4 s a shutdown may take. */
  busyTimeoutMs?: number;
  /** How the thread of a connection is started. */
  startWorker?: () => Worker;
}

/** Opens the file, and makes or upgrades its schema. Rejects with a StorageError that says why in one
 *  line; a file that is no database, another program's or a newer build's is left as it was. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { path, now, maxPages, busyTimeoutMs = 1000, startWorker: start = startWorker } = options;
  await makeDirectory(dirname(path));
  const settings = { path, maxPages, busyTimeoutMs };
  // Both threads start at once; the reader's connection waits for the writer's, which makes the schema.
  const writer = new DatabaseWorker<WriterCall>({ ...settings, role: "writer" }, start);
  const reader = new DatabaseWorker<ReaderCall>({ ...settings, role: "reader" }, start);
  try {
    await writer.run([], now());
    await reader.run([], now());
  } catch (error) {
    await Promise.all([writer.close(), reader.close()]);
    throw error;
  }
  return new SqliteStore(writer, reader, now);
}

/** The log and the users in one SQLite file. Writes go through one connection as group commits, reads
 *  through another that sees every commit that was acknowledged. After `close` every call rejects. */
export class SqliteStore implements Store, Identities {
  #writer: DatabaseWorker<WriterCall>;
  #reader: DatabaseWorker<ReaderCall>;
  #now: () => number;
  #writes: WriteQueue;

  /** Takes over two open connections; use `openSqliteStore`. */
  constructor(
    writer: DatabaseWorker<WriterCall>,
    reader: DatabaseWorker<ReaderCall>,
    now: () => number,
  ) {
    this.#writer = writer;
    this.#reader = reader;
    this.#now = now;
    this.#writes = new WriteQueue((calls) => writer.run(calls, now()));
  }

  append(changes: Change[]): Promise<Appended[]> {
    return this.#writes.add("append", changes);
  }

  createRoom({ id, title, topic }: NewRoom): Promise<RoomRecord | null> {
    return this.#writes.add("createRoom", { id, title, topic });
  }

  page(room: string, position: PagePosition, limit: number): Promise<MessagePage | null> {
    return this.#read("page", { room, position, limit });
  }

  changes(room: string, after: number, limit: number): Promise<ChangePage | null> {
    return this.#read("changes", { room, after, limit });
  }

  snapshot(room: string, limit: number): Promise<ChangePage | null> {
    return this.#read("snapshot", { room, limit });
  }

  rooms(): Promise<RoomRecord[]> {
    return this.#read("rooms", null);
  }

  async createGuest(name: string): Promise<{ user: User; token: string }> {
    const token = newSessionToken();
    const guest = { id: newUserId(), name, tokenHash: hashSessionToken(token) };
    return { user: await this.#writes.add("createGuest", guest), token };
  }

  namedGuest(name: string): Promise<User> {
    return this.#writes.add("namedGuest", { id: newUserId(), name });
  }

  findNamedGuest(name: string): Promise<User | null> {
    return this.#read("findNamedGuest", { name });
  }

  findSession(token: string): Promise<User | null> {
    return this.#read("findSession", { tokenHash: hashSessionToken(token) });
  }

  async endSession(token: string): Promise<void> {
    await this.#writes.add("endSession", { tokenHash: hashSessionToken(token) });
  }

  /** Finishes what was accepted, then closes. The writer goes last: the last connection to close can
   *  move the whole WAL into the file. */
  async close(): Promise<void> {
    await Promise.all([this.#writes.close(), this.#reader.close()]);
    await this.#writer.close();
  }

  async #read<Name extends keyof ReaderCalls>(
    name: Name,
    argument: ReaderCalls[Name]["argument"],
  ): Promise<ReaderCalls[Name]["result"]> {
    const [result] = await this.#reader.run([{ name, argument } as ReaderCall], this.#now());
    return result as ReaderCalls[Name]["result"];
  }
}

/** Private to whoever runs the server: the file holds everything everybody wrote. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new StorageError(`Cannot make "${path}": ${(cause as Error).message}`, false, { cause });
  }
}
