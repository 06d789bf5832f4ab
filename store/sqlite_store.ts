import { dirname } from "node:path";
import type {
  AccountFilter,
  AccountPatch,
  AccountStore,
  AuditEntry,
  Ban,
  Link,
  LinkKind,
  ListedAccount,
  NewAccount,
  NewLink,
  NewSession,
  Session,
  StoredAccount,
} from "../accounts/ports.ts";
import type {
  Appended,
  Change,
  NewRoom,
  PagePosition,
  Place,
  RoomPatch,
  RoomRecord,
  Store,
} from "../hub/ports.ts";
import { StorageError } from "../hub/ports.ts";
import type { User } from "../protocol/entities.ts";
import type { ChangePage, MessagePage } from "../protocol/events.ts";
import type { ReaderCall, ReaderCalls, WriterCall, WriterCalls } from "./sqlite/calls.ts";
import { DatabaseWorker, startWorker } from "./sqlite/database_worker.ts";
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

/** Rooms, their logs, users and what belongs to accounts in one SQLite file. Writes go through one connection
 *  as group commits, reads through another that sees every commit that was acknowledged. After `close` every
 *  call rejects. */
export class SqliteStore implements Store, AccountStore {
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
    return this.#write("append", changes);
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

  postsOf(userId: string, after: Place | null, limit: number): Promise<Place[]> {
    return this.#read("postsOf", { userId, after, limit });
  }

  rooms(): Promise<RoomRecord[]> {
    return this.#read("rooms", null);
  }

  createRoom(room: NewRoom): Promise<RoomRecord | null> {
    return this.#write("createRoom", room);
  }

  updateRoom(id: string, patch: RoomPatch): Promise<RoomRecord | null> {
    return this.#write("updateRoom", { id, patch });
  }

  setMember(id: string, userId: string, manager: boolean | null): Promise<RoomRecord | null> {
    return this.#write("setMember", { id, userId, manager });
  }

  async createGuest(user: User, session: NewSession): Promise<void> {
    await this.#write("createGuest", { user, session });
  }

  namedGuest(user: User): Promise<User> {
    return this.#write("namedGuest", user);
  }

  findNamedGuest(name: string): Promise<User | null> {
    return this.#read("findNamedGuest", { name });
  }

  findByKey(key: string): Promise<StoredAccount | null> {
    return this.#read("findByKey", { key });
  }

  findAccount(userId: string): Promise<StoredAccount | null> {
    return this.#read("findAccount", { userId });
  }

  findOwner(): Promise<StoredAccount | null> {
    return this.#read("findOwner", null);
  }

  claim(account: NewAccount, spend: string | null): Promise<"ok" | "taken" | "link_gone"> {
    return this.#write("claim", { account, spend });
  }

  updateAccount(userId: string, patch: AccountPatch): Promise<"ok" | "taken" | "gone"> {
    return this.#write("updateAccount", { userId, patch });
  }

  listAccounts(filter: AccountFilter): Promise<{ accounts: ListedAccount[]; total: number }> {
    return this.#read("listAccounts", filter);
  }

  handOver(ownerId: string, heirId: string): Promise<boolean> {
    return this.#write("handOver", { ownerId, heirId });
  }

  async addSession(session: NewSession): Promise<void> {
    await this.#write("addSession", session);
  }

  findSession(tokenHash: string): Promise<{ session: Session; account: StoredAccount } | null> {
    return this.#read("findSession", { tokenHash });
  }

  async touchSession(id: string, at: number, address: string): Promise<void> {
    await this.#write("touchSession", { id, at, address });
  }

  listSessions(userId: string): Promise<Session[]> {
    return this.#read("listSessions", { userId });
  }

  endSessions(userId: string, ids: string[] | null, except?: string): Promise<string[]> {
    return this.#write("endSessions", { userId, ids, except: except ?? null });
  }

  pruneSessions(lastUsedBefore: number, createdBefore: number): Promise<number> {
    return this.#write("pruneSessions", { lastUsedBefore, createdBefore });
  }

  async addLink(link: NewLink): Promise<void> {
    await this.#write("addLink", link);
  }

  findLink(tokenHash: string): Promise<Link | null> {
    return this.#read("findLink", { tokenHash });
  }

  spendLink(tokenHash: string, now: number): Promise<boolean> {
    return this.#write("spendLink", { tokenHash, now });
  }

  listLinks(kind: LinkKind, now: number): Promise<Link[]> {
    return this.#read("listLinks", { kind, now });
  }

  removeLink(id: string): Promise<boolean> {
    return this.#write("removeLink", { id });
  }

  async addBan(ban: Ban): Promise<void> {
    await this.#write("addBan", ban);
  }

  removeBan(id: string): Promise<boolean> {
    return this.#write("removeBan", { id });
  }

  listBans(now: number): Promise<Ban[]> {
    return this.#read("listBans", { now });
  }

  async addAudit(entry: AuditEntry): Promise<void> {
    await this.#write("addAudit", entry);
  }

  listAudit(before: number | null, limit: number): Promise<(AuditEntry & { id: number })[]> {
    return this.#read("listAudit", { before, limit });
  }

  /** Finishes what was accepted, then closes. The writer goes last: the last connection to close can
   *  move the whole WAL into the file. */
  async close(): Promise<void> {
    await Promise.all([this.#writes.close(), this.#reader.close()]);
    await this.#writer.close();
  }

  #write<Name extends keyof WriterCalls>(
    name: Name,
    argument: WriterCalls[Name]["argument"],
  ): Promise<WriterCalls[Name]["result"]> {
    return this.#writes.add(name, argument);
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
