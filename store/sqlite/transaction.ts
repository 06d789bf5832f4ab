import type { DatabaseSync, StatementSync } from "node:sqlite";

/** SQLite's own words. */
const NOTHING_TO_ROLL_BACK = /no transaction is active/;

/** Runs work between BEGIN and COMMIT. Uses prepared statements because only their errors carry
 *  SQLite's result code; those of `DatabaseSync.exec` don't on Deno 2.9. */
export class Transaction {
  #begin: StatementSync;
  #commit: StatementSync;
  #rollback: StatementSync;

  constructor(db: DatabaseSync, kind: "IMMEDIATE" | "DEFERRED") {
    this.#begin = db.prepare(`BEGIN ${kind}`);
    this.#commit = db.prepare("COMMIT");
    this.#rollback = db.prepare("ROLLBACK");
  }

  /** Commits and gives what the work gave; if it or the commit throws, rolls back and throws that. */
  run<T>(work: () => T): T {
    this.#begin.run();
    try {
      const result = work();
      this.#commit.run();
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  #rollBack(): void {
    try {
      this.#rollback.run();
    } catch (error) {
      // A full disk and some other errors have rolled back already. Deno 2.5 cannot be asked before.
      if (!NOTHING_TO_ROLL_BACK.test((error as Error).message)) throw error;
    }
  }
}
