import type { PostgresConnection } from "../../postgres/connection.ts";
import { ConnectionLost, failureKind, sqlStateOf } from "../../postgres/failure.ts";
import { ConnectionPool } from "../../postgres/pool.ts";
import { type Statement, statement } from "../../postgres/statement.ts";

/** How often a transaction is begun anew because of what others did meanwhile. */
const MOST_CONFLICTS = 8;
/** The longest pause before that, in milliseconds, at random: who met once must not meet again. */
const CONFLICT_PAUSE_MS = 20;
/** What says that somebody else was first: unique_violation, foreign_key_violation. Begun anew it is seen before it is
 *  met. */
const OUTRUN = ["23505", "23503"];

/** Held by a transaction that must not run beside another of its kind, on any instance. The key is arbitrary. */
const ALONE = statement("SELECT pg_advisory_xact_lock(4837109)");
/** Acknowledged means on disk, whatever the server, the database or the role says otherwise. */
const DURABLE = statement(
  `SELECT set_config('synchronous_commit',
     CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END,
     true)`,
);

const CHANGE = "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE";
const SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

/** What runs statements. U+0000, which PostgreSQL refuses in a text, goes in as U+FFFD. */
export class Queries {
  readonly #connection: PostgresConnection;

  constructor(connection: PostgresConnection) {
    this.#connection = connection;
  }

  /** What was sent without waiting for its answer. */
  get unanswered(): readonly Promise<unknown>[] {
    return [];
  }

  /** How a transaction of theirs ends that has not failed. */
  get end(): "COMMIT" | "ROLLBACK" {
    return "COMMIT";
  }

  /** The rows. */
  query<Row>(statement: Statement, ...values: unknown[]): Promise<Row[]> {
    return this.#connection.query<Row>(statement, values.map(withoutNul));
  }

  /** The first row; null when there is none. */
  async first<Row>(statement: Statement, ...values: unknown[]): Promise<Row | null> {
    return (await this.query<Row>(statement, ...values))[0] ?? null;
  }

  /** How many rows it changed. */
  execute(statement: Statement, ...values: unknown[]): Promise<number> {
    return this.#connection.execute(statement, values.map(withoutNul));
  }

  /** Sends all statements that `ask` runs as one piece. */
  together<T>(ask: () => T): T {
    return this.#connection.together(ask);
  }

  /** Does work between `begin` and COMMIT; when it or the commit fails nothing has happened.
   *  @throws CommitUnknown when that cannot be told */
  async inTransaction<T>(begin: string, work: () => Promise<T>): Promise<T> {
    const connection = this.#connection;
    let result: T;
    try {
      [, result] = await Promise.all([connection.run(begin), work()]);
    } catch (error) {
      // Behind whatever was sent before it.
      if (connection.isOpen) await connection.run("ROLLBACK").catch(() => {});
      throw error;
    }
    const committed = connection.run(this.end);
    const [failure] = (await Promise.allSettled([...this.unanswered, committed]))
      .filter((answer) => answer.status === "rejected");
    if (!failure) return result;
    throw failureKind(failure.reason) === "connection" ? new CommitUnknown() : failure.reason;
  }
}

/** A transaction that writes. Each of its statements sees all that is committed by then. */
export class Transaction extends Queries {
  /** Stamps what is written, in milliseconds since the epoch. */
  readonly at: number;
  readonly #unanswered: Promise<unknown>[] = [];
  #isUndone = false;

  constructor(connection: PostgresConnection, at: number) {
    super(connection);
    this.at = at;
  }

  override get unanswered(): readonly Promise<unknown>[] {
    return this.#unanswered;
  }

  /** Runs a statement whose outcome decides nothing: it goes to the server together with what comes after it. When it
   *  fails nothing is committed. */
  send(statement: Statement, ...values: unknown[]): void {
    const answer = this.execute(statement, ...values);
    answer.catch(() => {});
    this.#unanswered.push(answer);
  }

  override get end(): "COMMIT" | "ROLLBACK" {
    return this.#isUndone ? "ROLLBACK" : "COMMIT";
  }

  /** Nothing is to be kept of it: it has only looked. */
  undo(): void {
    this.#isUndone = true;
  }

  /** From here on no other transaction that asked for this is under way. To be asked for before any other lock. */
  async alone(): Promise<void> {
    await this.query(ALONE);
  }
}

class CommitUnknown extends ConnectionLost {
  constructor() {
    super(
      "The connection was lost while a commit was under way: whether it took place is not known",
    );
  }
}

/** Transactions on a few connections. */
export class Database {
  readonly #pool: ConnectionPool;
  readonly #now: () => number;

  /** @param now wall clock, in milliseconds since the epoch */
  constructor(pool: ConnectionPool, now: () => number) {
    this.#pool = pool;
    this.#now = now;
  }

  /** Looks at the database by one statement, or by several that need no common snapshot. Done again on another connection
   *  when one is lost. */
  async read<T>(look: (queries: Queries) => Promise<T>): Promise<T> {
    const attempt = () => this.#pool.use((connection) => look(new Queries(connection)));
    try {
      return await attempt();
    } catch (error) {
      if (failureKind(error) !== "connection") throw error;
      return await attempt();
    }
  }

  /** Looks at the database as it is at one moment. Done again like `read`. */
  snapshot<T>(look: (queries: Queries) => Promise<T>): Promise<T> {
    return this.read((queries) => queries.inTransaction(SNAPSHOT, () => look(queries)));
  }

  /** Changes the database. Where another transaction was in the way, or the connection is lost before the commit, it is
   *  done again from the beginning.
   *  @param isRepeatable whether it is done again, too, when nobody knows whether it was committed */
  async write<T>(
    change: (transaction: Transaction) => Promise<T>,
    { isRepeatable = false }: { isRepeatable?: boolean } = {},
  ): Promise<T> {
    let conflicts = 0;
    let losses = 0;
    while (true) {
      try {
        return await this.#pool.use((connection) => this.#commit(connection, change));
      } catch (error) {
        const isLoss = failureKind(error) === "connection";
        const again = isLoss
          ? ++losses < 2 && (isRepeatable || !(error instanceof CommitUnknown))
          : isConflict(error) && ++conflicts < MOST_CONFLICTS;
        if (!again) throw error;
        if (!isLoss) await pause(Math.random() * CONFLICT_PAUSE_MS);
      }
    }
  }

  #commit<T>(
    connection: PostgresConnection,
    change: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    const transaction = new Transaction(connection, this.#now());
    return transaction.inTransaction(CHANGE, () => {
      transaction.send(DURABLE);
      return change(transaction);
    });
  }
}

function isConflict(error: unknown): boolean {
  return failureKind(error) === "conflict" || OUTRUN.includes(sqlStateOf(error) ?? "");
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function withoutNul(value: unknown): unknown {
  if (typeof value === "string") {
    return value.includes("\0") ? value.replaceAll("\0", "\ufffd") : value;
  }
  return Array.isArray(value) ? value.map(withoutNul) : value;
}
