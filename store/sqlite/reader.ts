import type { DatabaseSync } from "node:sqlite";
import { accountReads } from "./accounts.ts";
import { auditReads } from "./audit.ts";
import { banReads } from "./bans.ts";
import { perform, type Performers, type ReaderCall, type ReaderCalls } from "./calls.ts";
import { linkReads } from "./links.ts";
import { logReads } from "./log_reads.ts";
import { roomReads } from "./rooms.ts";
import { sessionReads } from "./sessions.ts";
import { Transaction } from "./transaction.ts";

/** Everything that only looks, on a connection of its own: it sees the last commit and waits for none. */
export class Reader {
  #transaction: Transaction;
  #performers: Performers<ReaderCalls>;

  /** The database must have its schema. */
  constructor(db: DatabaseSync) {
    this.#transaction = new Transaction(db, "DEFERRED");
    this.#performers = {
      ...logReads(db),
      ...roomReads(db),
      ...accountReads(db),
      ...sessionReads(db),
      ...linkReads(db),
      ...banReads(db),
      ...auditReads(db),
    };
  }

  /** All calls in one snapshot, in order; one result each. Throws SQLite's error. */
  run(calls: ReaderCall[], at: number): unknown[] {
    return this.#transaction.run(() => calls.map((call) => perform(this.#performers, call, at)));
  }
}
