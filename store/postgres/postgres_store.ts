import type { AccountStore } from "../../accounts/ports.ts";
import type { Store } from "../../hub/ports/store.ts";
import { PostgresConnection } from "../../postgres/connection.ts";
import { toStorageError } from "../../postgres/failure.ts";
import { ConnectionPool } from "../../postgres/pool.ts";
import { describeDatabase, type PostgresSettings } from "../../postgres/settings.ts";
import { closedError } from "../closed_error.ts";
import type { Upgrade } from "../upgrade.ts";
import { userStore } from "./accounts.ts";
import { auditStore } from "./audit.ts";
import { banStore } from "./bans.ts";
import { Database } from "./database.ts";
import { readEpoch } from "./epoch.ts";
import { erasureStore } from "./erasures.ts";
import { refuseWhileImporting } from "./import_marker.ts";
import { linkStore } from "./links.ts";
import { messageStore } from "./messages.ts";
import { migrate } from "./migrate.ts";
import { OrderedWrites } from "./ordered_writes.ts";
import { peopleStore } from "./people.ts";
import { readStore } from "./reads.ts";
import { roomStore } from "./rooms.ts";
import { sessionStore } from "./sessions.ts";
import { settingsStore } from "./settings.ts";

export interface PostgresStoreOptions {
  settings: PostgresSettings;
  /** Most connections at once, 2 at least: one of them is kept for posts. */
  connections: number;
  /** Wall clock, in milliseconds since the epoch. */
  now: () => number;
  /** Told while an older schema is brought up to date: before each step and after the last. */
  onUpgrade?: (upgrade: Upgrade) => void;
}

/** What this adapter is asked for: every method of the ports, but for closing. */
type Port = Omit<Store & AccountStore, "epoch" | "close">;

/** What the server lists connections as. */
const NAME = "confab";

/** How long closing waits for what was asked for, in milliseconds: shorter than a shutdown may take. */
const CLOSING_MS = 2_500;

/** Longest that a statement, or a wait for a lock, may take, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 4_000;

/** How long a transaction may wait for its next statement, in milliseconds. A process that stands still in the middle of one
 *  holds its rooms, and nobody can post there from anywhere: for less time than the others wait for them. */
const IDLE_TIMEOUT_MS = STATEMENT_TIMEOUT_MS / 2;

/** Statements here find their rows by an index. A planner that has met a table while it was empty would read it whole, and
 *  keep that plan while it grows, until its statistics are next gathered: minutes, in which each post takes longer than the
 *  last. */
const PREPARE_SESSION = `SET statement_timeout = ${STATEMENT_TIMEOUT_MS};
  SET idle_in_transaction_session_timeout = ${IDLE_TIMEOUT_MS};
  SET enable_seqscan = off;
  SET enable_bitmapscan = off;
  SET enable_hashjoin = off;
  SET enable_mergejoin = off;
  SET jit = off`;

/** Rooms, their logs, users and what belongs to accounts in a PostgreSQL database, which any number of instances share.
 *  Makes or upgrades its schema.
 *  @throws StorageError that says why in one line; what is another program's, or a newer build's, is left as it was */
export async function openPostgresStore(
  { settings, connections, now, onUpgrade }: PostgresStoreOptions,
): Promise<Store & AccountStore> {
  const where = describeDatabase(settings);
  const toError = (error: unknown) => toStorageError(error, where);
  const open = async () => {
    const connection = await PostgresConnection.open(settings, { name: NAME });
    await connection.run(PREPARE_SESSION);
    return connection;
  };
  const pool = new ConnectionPool(open, connections - 1);
  // Nothing that is read, or written beside it, stands in the way of a post.
  const orderedPool = new ConnectionPool(open, 1);
  const db = new Database(pool, now);
  const ordered = new OrderedWrites(new Database(orderedPool, now), toError);
  const epoch = await pool.use(async (connection) => {
    await migrate(connection, where, onUpgrade);
    await refuseWhileImporting(connection, where);
    return await readEpoch(connection);
  }).catch(async (error) => {
    await pool.close();
    throw toError(error);
  });
  const calls = new Calls(toError);
  return {
    ...calls.watch({
      ...messageStore(db, ordered),
      ...roomStore(db, ordered),
      ...peopleStore(db),
      ...readStore(db),
      ...erasureStore(db, ordered),
      ...userStore(db, ordered, toError),
      ...sessionStore(db),
      ...linkStore(db, ordered),
      ...banStore(db, ordered),
      ...auditStore(db),
      ...settingsStore(db),
    }),
    epoch,
    async close() {
      await calls.close(CLOSING_MS);
      await Promise.all([pool.close(), orderedPool.close()]);
    },
  };
}

type Method = (...args: unknown[]) => Promise<unknown>;

/** All that is asked for, so that closing can wait for it. */
class Calls {
  readonly #toError: (error: unknown) => Error;
  readonly #underWay = new Set<Promise<unknown>>();
  #closed = false;

  constructor(toError: (error: unknown) => Error) {
    this.#toError = toError;
  }

  /** The same methods, which reject only with what `toError` makes, and with that once it is closed. */
  watch(port: Port): Port {
    const methods = Object.entries(port as unknown as Record<string, Method>);
    const watched = methods.map(([name, method]) => [name, this.#watched(method)]);
    return Object.fromEntries(watched);
  }

  /** Takes no more calls; resolves once those under way are settled, or after this time. */
  async close(mostMs: number): Promise<void> {
    this.#closed = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, mostMs);
    });
    await Promise.race([Promise.allSettled(this.#underWay), tooLong]);
    clearTimeout(timer);
  }

  #watched(method: Method): Method {
    return async (...args) => {
      if (this.#closed) throw closedError();
      const call = method(...args);
      this.#underWay.add(call);
      try {
        return await call;
      } catch (error) {
        throw this.#toError(error);
      } finally {
        this.#underWay.delete(call);
      }
    };
  }
}
