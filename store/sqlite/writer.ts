import type { DatabaseSync } from "node:sqlite";
import { accountWrites } from "./accounts.ts";
import { auditWrites } from "./audit.ts";
import { banWrites } from "./bans.ts";
import {
  type LogWrites,
  perform,
  type Performers,
  type WriterCall,
  type WriterCalls,
} from "./calls.ts";
import { linkWrites } from "./links.ts";
import { LogBatch, type LogStatements, prepareLogStatements } from "./log_batch.ts";
import { roomWrites } from "./rooms.ts";
import { sessionWrites } from "./sessions.ts";
import { Transaction } from "./transaction.ts";

/** Everything that changes the database, on a connection of its own. */
export class Writer {
  #transaction: Transaction;
  #log: LogStatements;
  #others: Performers<Omit<WriterCalls, keyof LogWrites>>;

  /** The database must have its schema. */
  constructor(db: DatabaseSync) {
    this.#transaction = new Transaction(db, "IMMEDIATE");
    this.#log = prepareLogStatements(db);
    const sessions = sessionWrites(db);
    const links = linkWrites(db);
    this.#others = {
      ...roomWrites(db),
      ...accountWrites(db, { ...sessions, ...links }),
      ...sessions,
      ...links,
      ...banWrites(db),
      ...auditWrites(db),
    };
  }

  /** All calls in one transaction, in order, stamped `at` (milliseconds since the epoch); one result
   *  each. Throws SQLite's error, and then nothing was written. */
  run(calls: WriterCall[], at: number): unknown[] {
    return this.#transaction.run(() => {
      let batch = new LogBatch(this.#log, at);
      const results = calls.map((call) => {
        if (call.name === "append") {
          const answers = batch.append(call.argument);
          return { answers, renamed: batch.renamed };
        }
        // Other calls see, and may change, the rooms and users that a batch remembers.
        batch.finish();
        batch = new LogBatch(this.#log, at);
        return perform(this.#others, call, at);
      });
      batch.finish();
      return results;
    });
  }
}
