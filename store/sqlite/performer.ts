import type { DatabaseSync } from "node:sqlite";
import type { AnyCall } from "./call_declaration.ts";
import { CALLS } from "./calls.ts";
import { failsAlone } from "./failure.ts";
import type { CallOrder } from "./orders.ts";
import { Transaction } from "./transaction.ts";
import { type ChangedLog, WriteUnit } from "./write_unit.ts";

/** What performs one call; the rest as in WriteCall. */
interface Prepared {
  perform(...args: unknown[]): unknown;
  usesLog: boolean;
  unreferenced: boolean;
}

/** One result for each call, in their order; of those that failed null, and why. */
export interface Performed {
  results: unknown[];
  failures: { index: number; error: unknown }[];
}

/** Performs the calls of one kind on a connection of their own. */
export class Performer {
  readonly #transaction: Transaction;
  readonly #prepared: Map<string, Prepared>;
  readonly #db: DatabaseSync;
  /** Null where nothing is written. */
  readonly #unit: WriteUnit | null;
  #changedLog: ChangedLog | null = null;

  /** The database must have its schema. */
  constructor(db: DatabaseSync, kind: AnyCall["kind"]) {
    this.#db = db;
    this.#transaction = new Transaction(db, kind === "write" ? "IMMEDIATE" : "DEFERRED");
    this.#unit = kind === "write" ? new WriteUnit(db) : null;
    this.#prepared = prepare(db, kind, this.#unit);
  }

  /** A room whose log the last run has changed, and its version since; null when it changed none. */
  get changedLog(): ChangedLog | null {
    return this.#changedLog;
  }

  /** All calls in one transaction, in order, stamped `at` (milliseconds since the epoch). Where one fails for a
   *  reason of its own, each runs in a transaction of its own instead, so that it fails alone. Throws what else
   *  goes wrong, and then nothing was written. */
  run(calls: CallOrder[], at: number): Performed {
    this.#changedLog = null;
    if (calls.length === 1 && this.#prepared.get(calls[0]!.name)!.unreferenced) {
      return this.#runUnreferenced(calls, at);
    }
    try {
      return { results: this.#runTogether(calls, at), failures: [] };
    } catch (error) {
      if (!failsAlone(error)) throw error;
      return this.#runApart(calls, at);
    }
  }

  /** Between transactions: within one SQLite ignores the change. */
  #runUnreferenced(calls: CallOrder[], at: number): Performed {
    this.#db.prepare("PRAGMA foreign_keys = OFF").run();
    try {
      return { results: this.#runTogether(calls, at), failures: [] };
    } finally {
      this.#db.prepare("PRAGMA foreign_keys = ON").run();
    }
  }

  #runApart(calls: CallOrder[], at: number): Performed {
    const performed: Performed = { results: [], failures: [] };
    let broken: unknown = null;
    for (const [index, call] of calls.entries()) {
      try {
        // What storage refused once is not asked of it again in this order.
        if (broken !== null) throw broken;
        performed.results[index] = this.#runTogether([call], at)[0];
      } catch (error) {
        if (!failsAlone(error)) broken = error;
        performed.results[index] = null;
        performed.failures.push({ index, error });
      }
    }
    return performed;
  }

  #runTogether(calls: CallOrder[], at: number): unknown[] {
    const unit = this.#unit;
    const results = this.#transaction.run(() => {
      unit?.begin(at);
      const results = calls.map(({ name, args }) => {
        const { perform, usesLog } = this.#prepared.get(name)!;
        if (!usesLog) unit?.finishLog();
        return perform(...args);
      });
      unit?.finishLog();
      return results;
    });
    this.#changedLog = unit?.changedLog ?? this.#changedLog;
    return results;
  }
}

function prepare(
  db: DatabaseSync,
  kind: AnyCall["kind"],
  unit: WriteUnit | null,
): Map<string, Prepared> {
  const prepared = new Map<string, Prepared>();
  for (const [name, call] of Object.entries<AnyCall>(CALLS)) {
    if (call.kind !== kind) continue;
    const perform = call.kind === "read" ? call.prepare(db) : call.prepare(db, unit!);
    const { usesLog = false, unreferenced = false } = call.kind === "write" ? call : {};
    prepared.set(name, { perform, usesLog, unreferenced });
  }
  return prepared;
}
