import type { DatabaseSync } from "node:sqlite";
import { StorageError } from "../../hub/ports/store.ts";
import type { NounName } from "../transfer/nouns.ts";
import type { TransferSource, TransferTarget } from "../transfer/ports.ts";
import type { TransferRecord } from "../transfer/record.ts";
import { connectToLook, connectWriter } from "./connection.ts";
import { databasePath } from "./data_files.ts";
import { describeFailure } from "./failure.ts";
import { SCHEMA_VERSION, schemaVersionOf } from "./migrate.ts";
import { restoreDatabase } from "./restore_database.ts";
import { Transaction } from "./transaction.ts";
import { countRecords, prepareAddRecord, readRecords } from "./transfer_tables.ts";

const BUSY_TIMEOUT_MS = 10_000;

/** A database as it is at this moment, also while a server writes to it.
 *  @throws StorageError in one line when it is no database of ours, or an older build's */
export function openSqliteSource(dataDir: string): TransferSource {
  const path = databasePath(dataDir);
  const db = connectToLook({ path, busyTimeoutMs: BUSY_TIMEOUT_MS });
  try {
    const version = schemaVersionOf(db);
    if (version !== SCHEMA_VERSION) {
      const why =
        `its schema is version ${version}, not ${SCHEMA_VERSION}: start this server on it once`;
      throw new StorageError(`Cannot export "${path}": ${why}`, false);
    }
    // What is read from here on is of one moment, the first statement's.
    db.prepare("BEGIN").run();
    return new SqliteSource(db, path);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A new database beside the one in the folder, whose place it takes when it is finished.
 *  @param lock on the folder; it is given back with the target
 *  @throws StorageError in one line when it cannot be made */
export function openSqliteTarget(
  dataDir: string,
  exportId: string,
  lock: Disposable,
): TransferTarget {
  const path = `${dataDir}/importing-${exportId}.db`;
  // Empty and private from its first byte on.
  Deno.openSync(path, { create: true, append: true, mode: 0o600 }).close();
  const { db } = connectWriter({ role: "writer", path, busyTimeoutMs: BUSY_TIMEOUT_MS });
  return new SqliteTarget(db, { path, place: databasePath(dataDir), lock });
}

class SqliteSource implements TransferSource {
  protected readonly db: DatabaseSync;
  protected readonly path: string;
  #isOpen = true;

  constructor(db: DatabaseSync, path: string) {
    this.db = db;
    this.path = path;
  }

  async *read(noun: NounName): AsyncIterable<TransferRecord[]> {
    try {
      yield* readRecords(this.db, noun);
    } catch (error) {
      throw this.failure(error);
    }
  }

  // deno-lint-ignore require-await -- the port's is asynchronous
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  protected close(): void {
    if (this.#isOpen) this.db.close();
    this.#isOpen = false;
  }

  protected failure(error: unknown): StorageError {
    const { message, retryable } = describeFailure(error, this.path);
    return new StorageError(message, retryable, { cause: error });
  }
}

class SqliteTarget extends SqliteSource implements TransferTarget {
  readonly #place: string;
  readonly #lock: Disposable;
  readonly #transaction: Transaction;
  readonly #adders = new Map<NounName, (record: TransferRecord) => void>();

  constructor(
    db: DatabaseSync,
    { path, place, lock }: { path: string; place: string; lock: Disposable },
  ) {
    super(db, path);
    this.#lock = lock;
    this.#place = place;
    this.#transaction = new Transaction(db, "IMMEDIATE");
  }

  // deno-lint-ignore require-await -- the port's is asynchronous
  async count(noun: NounName): Promise<number> {
    return countRecords(this.db, noun);
  }

  asKept(record: TransferRecord): TransferRecord {
    return record;
  }

  // deno-lint-ignore require-await -- the port's is asynchronous
  async add(noun: NounName, records: TransferRecord[]): Promise<void> {
    try {
      const add = this.#adders.get(noun) ?? prepareAddRecord(this.db, noun);
      this.#adders.set(noun, add);
      this.#transaction.run(() => records.forEach(add));
    } catch (error) {
      throw this.failure(error);
    }
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    this.#lock[Symbol.dispose]();
  }

  async finish(): Promise<string | null> {
    this.close();
    const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
    const replaced = await restoreDatabase(this.path, this.#place, stamp);
    await Deno.remove(this.path);
    return replaced;
  }
}
