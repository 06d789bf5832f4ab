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
} from "../../accounts/ports.ts";
import type {
  Appended,
  Change,
  NewRoom,
  PagePosition,
  Place,
  RoomPatch,
  RoomRecord,
  Store,
} from "../../hub/ports/store.ts";
import type { User } from "../../protocol/entities.ts";
import type { ChangePage, MessagePage } from "../../protocol/events.ts";
import type { ReaderCall, ReaderCalls, WriterCall, WriterCalls } from "./calls.ts";
import { ReadCache } from "../read_cache.ts";
import { EPOCH } from "./epoch.ts";
import { DatabaseWorker, startWorker } from "./database_worker.ts";
import { makePrivateDirectory } from "../private_directory.ts";
import { WriteQueue } from "./write_queue.ts";

/** Rooms whose newest page stays in memory: some 15 KB each, at most 128 KB (PAGE_LENGTH). */
const MOST_PAGES = 256;
/** Sessions that stay in memory with their accounts, under 1 KB each. */
const MOST_SESSIONS = 2_000;

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
  await makePrivateDirectory(dirname(path));
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
 *  as group commits, reads through another that sees every commit that was acknowledged. What every page and every
 *  socket begins with, the newest messages and whose session it is, is kept in memory until a write changes it: nobody
 *  else writes to the file (./data_lock.ts). After `close` every call rejects. */
export class SqliteStore implements Store, AccountStore {
  readonly epoch = EPOCH;
  #writer: DatabaseWorker<WriterCall>;
  #reader: DatabaseWorker<ReaderCall>;
  #now: () => number;
  #writes: WriteQueue;
  /** By room. */
  #newestPages = new ReadCache<ChangePage>(MOST_PAGES);
  #pageLimit = 0;
  /** By token hash. */
  #sessions = new ReadCache<{ session: Session; account: StoredAccount }>(MOST_SESSIONS);

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

  async append(changes: Change[]): Promise<Appended[]> {
    let renamed = true; // for all we know, when there is no answer
    try {
      const done = await this.#write("append", changes);
      renamed = done.renamed;
      return done.answers;
    } finally {
      if (renamed) this.#forgetPeople();
      else changes.forEach(({ room }) => this.#newestPages.forget(room));
    }
  }

  page(room: string, position: PagePosition, limit: number): Promise<MessagePage | null> {
    return this.#read("page", { room, position, limit });
  }

  changes(room: string, after: number, limit: number): Promise<ChangePage | null> {
    return this.#read("changes", { room, after, limit });
  }

  snapshot(room: string, limit: number): Promise<ChangePage | null> {
    if (limit !== this.#pageLimit) this.#newestPages.forgetAll();
    this.#pageLimit = limit;
    return this.#newestPages.get(room, () => this.#read("snapshot", { room, limit }));
  }

  postsOf(userId: string, after: Place | null, limit: number): Promise<Place[]> {
    return this.#read("postsOf", { userId, after, limit });
  }

  rooms(): Promise<RoomRecord[]> {
    return this.#read("rooms", null);
  }

  createRoom(room: NewRoom): Promise<RoomRecord | null> {
    return this.#change("createRoom", room, () => this.#newestPages.forget(room.id));
  }

  updateRoom(id: string, patch: RoomPatch): Promise<RoomRecord | null> {
    return this.#write("updateRoom", { id, patch });
  }

  setMember(id: string, userId: string, manager: boolean | null): Promise<RoomRecord | null> {
    return this.#write("setMember", { id, userId, manager });
  }

  async createGuest(user: User, session: NewSession): Promise<void> {
    const forget = () => this.#sessions.forget(session.tokenHash);
    await this.#change("createGuest", { user, session }, forget);
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
    return this.#change("claim", { account, spend }, () => this.#forgetPeople());
  }

  updateAccount(userId: string, patch: AccountPatch): Promise<"ok" | "taken" | "gone"> {
    return this.#change("updateAccount", { userId, patch }, () => this.#forgetPeople());
  }

  listAccounts(filter: AccountFilter): Promise<{ accounts: ListedAccount[]; total: number }> {
    return this.#read("listAccounts", filter);
  }

  handOver(ownerId: string, heirId: string): Promise<boolean> {
    return this.#change("handOver", { ownerId, heirId }, () => this.#forgetPeople());
  }

  async addSession(session: NewSession): Promise<void> {
    await this.#change("addSession", session, () => this.#sessions.forget(session.tokenHash));
  }

  findSession(tokenHash: string): Promise<{ session: Session; account: StoredAccount } | null> {
    return this.#sessions.get(tokenHash, () => this.#read("findSession", { tokenHash }));
  }

  async touchSession(id: string, at: number, address: string): Promise<void> {
    const forget = () => this.#sessions.forgetWhere(({ session }) => session.id === id);
    await this.#change("touchSession", { id, at, address }, forget);
  }

  listSessions(userId: string): Promise<Session[]> {
    return this.#read("listSessions", { userId });
  }

  endSessions(userId: string, ids: string[] | null, except?: string): Promise<string[]> {
    const which = { userId, ids, except: except ?? null };
    return this.#change("endSessions", which, () => this.#sessions.forgetAll());
  }

  pruneSessions(lastUsedBefore: number, createdBefore: number): Promise<number> {
    const before = { lastUsedBefore, createdBefore };
    return this.#change("pruneSessions", before, () => this.#sessions.forgetAll());
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
    this.#forgetPeople();
    await Promise.all([this.#writes.close(), this.#reader.close()]);
    await this.#writer.close();
  }

  /** Names and roles are in sessions, names in pages, too. */
  #forgetPeople(): void {
    this.#sessions.forgetAll();
    this.#newestPages.forgetAll();
  }

  /** A write that changes what is kept. What failed may have been committed all the same. */
  async #change<Name extends keyof WriterCalls>(
    name: Name,
    argument: WriterCalls[Name]["argument"],
    forget: () => void,
  ): Promise<WriterCalls[Name]["result"]> {
    try {
      return await this.#write(name, argument);
    } finally {
      forget();
    }
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
