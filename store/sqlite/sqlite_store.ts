import { dirname } from "node:path";
import type { AccountStore } from "../../accounts/ports.ts";
import type { Store } from "../../hub/ports/store.ts";
import type { Upgrade } from "../upgrade.ts";
import { WriteQueue } from "../write_queue.ts";
import type { AnyCall } from "./call_declaration.ts";
import { CachedReads } from "./cached_reads.ts";
import { CALLS, type Port } from "./calls.ts";
import { DatabaseWorker, startWorker } from "./database_worker.ts";
import { keepPrivate, makePrivateDirectory } from "./data_files.ts";
import type { CallOrder } from "./orders.ts";

/** Rooms, their logs, users and what belongs to accounts in one SQLite file. Writes go through one connection
 *  as group commits, reads through another that sees every commit that was acknowledged. What every page and every
 *  socket begins with is kept in memory until a write changes it: nobody else writes to the file. */
export type SqliteStore = Store & AccountStore;

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
  /** Told while an older schema is brought up to date: before each step and after the last. */
  onUpgrade?: (upgrade: Upgrade) => void;
  /** How the thread of a connection is started. */
  startWorker?: () => Worker;
}

/** Opens the file, and makes or upgrades its schema. Rejects with a StorageError that says why in one
 *  line; a file that is no database, another program's or a newer build's is left as it was. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { path, now, maxPages, busyTimeoutMs = 1000, onUpgrade } = options;
  const { startWorker: start = startWorker } = options;
  await makePrivateDirectory(dirname(path));
  await keepPrivate(path);
  const settings = { path, maxPages, busyTimeoutMs };
  // Both threads start at once; the reader's connection waits for the writer's, which makes the schema.
  const writer = new DatabaseWorker({ ...settings, role: "writer" }, { start, onUpgrade });
  const reader = new DatabaseWorker({ ...settings, role: "reader" }, { start });
  let epoch: string;
  try {
    epoch = (await writer.open())!;
    await reader.open();
  } catch (error) {
    await Promise.all([writer.close(), reader.close()]);
    throw error;
  }
  const reads = new CachedReads();
  const writes = new WriteQueue<CallOrder>((calls) => writer.run(calls, now()), isAlone);
  const port = forward({
    reads,
    read: (name, args) => reader.runOne({ name, args }, now()),
    write: (name, args) => writes.add({ name, args }),
  });
  return {
    ...port,
    epoch,
    // The writer goes last: the last connection to close can move the whole WAL into the file.
    async close() {
      reads.forgetPeople();
      await Promise.all([writes.close(), reader.close()]);
      await writer.close();
    },
  };
}

function isAlone({ name }: CallOrder): boolean {
  const call: AnyCall = CALLS[name as keyof Port];
  return call.kind === "write" && call.unreferenced === true;
}

/** Performs a call in its thread. */
type Perform = (name: string, args: unknown[]) => Promise<unknown>;

/** The port's methods, each as its call says. */
function forward(threads: { reads: CachedReads; read: Perform; write: Perform }): Port {
  const methods = Object.entries<AnyCall>(CALLS)
    .map(([name, call]) => [name, forwardCall(name, call, threads)]);
  return Object.fromEntries(methods);
}

function forwardCall(
  name: string,
  call: AnyCall,
  { reads, read, write }: { reads: CachedReads; read: Perform; write: Perform },
): (...args: unknown[]) => Promise<unknown> {
  if (call.kind === "read") {
    const { cached } = call;
    if (!cached) return (...args) => read(name, args);
    return (...args) => cached(reads, (...told) => read(name, [...args, ...told]), ...args);
  }
  const { stale, answer } = call;
  if (!stale) return (...args) => write(name, args);
  return async (...args) => {
    let outcome: unknown;
    try {
      outcome = await write(name, args);
      return answer ? answer(outcome) : outcome;
    } finally {
      stale(reads, args, outcome);
    }
  };
}
