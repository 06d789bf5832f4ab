import type { DatabaseSync } from "node:sqlite";
import { LogBatch } from "./log_batch.ts";
import { type LogStatements, prepareLogStatements } from "./log_statements.ts";

export interface ChangedLog {
  room: string;
  version: number;
}

/** What the calls of one write transaction have in common. */
export class WriteUnit {
  readonly #statements: LogStatements;
  #at = 0;
  /** Null until it is asked for. */
  #log: LogBatch | null = null;
  #changedLog: ChangedLog | null = null;

  /** The database must have its schema. */
  constructor(db: DatabaseSync) {
    this.#statements = prepareLogStatements(db);
  }

  /** Stamps what is written, in milliseconds since the epoch. */
  get at(): number {
    return this.#at;
  }

  /** The changes to logs since the last other call. */
  get log(): LogBatch {
    return this.#log ??= new LogBatch(this.#statements, this.#at);
  }

  /** One of the rooms whose log it changes, with its version, once the log is finished. */
  get changedLog(): ChangedLog | null {
    return this.#changedLog;
  }

  /** Begins anew, with nothing remembered. */
  begin(at: number): void {
    this.#at = at;
    this.#log = null;
    this.#changedLog = null;
  }

  /** Writes out what the log remembers: other calls look at rooms and users, and may change them. */
  finishLog(): void {
    this.#changedLog = this.#log?.finish() ?? this.#changedLog;
    this.#log = null;
  }
}
