import type { DatabaseSync } from "node:sqlite";
import type { UserBans } from "../kept_out.ts";
import { LogBatch } from "./log_batch.ts";
import { type LogStatements, prepareLogStatements } from "./log_statements.ts";
import { prepareReadUserBans } from "./user_bans.ts";

export interface ChangedLog {
  room: string;
  version: number;
}

/** What the calls of one write transaction have in common. */
export class WriteUnit {
  readonly #statements: LogStatements;
  readonly #readBans: () => UserBans;
  /** Null until they are asked for. Nobody else writes to the database. */
  #bans: UserBans | null = null;
  #changesBans = false;
  #at = 0;
  /** Null until it is asked for. */
  #log: LogBatch | null = null;
  #changedLog: ChangedLog | null = null;

  /** The database must have its schema. */
  constructor(db: DatabaseSync) {
    this.#statements = prepareLogStatements(db);
    this.#readBans = prepareReadUserBans(db);
  }

  /** Stamps what is written, in milliseconds since the epoch. */
  get at(): number {
    return this.#at;
  }

  /** Whom bans keep out. */
  get bans(): UserBans {
    return this.#bans ??= this.#readBans();
  }

  /** Bans are another than before, if the unit is committed. */
  noteBansChanged(): void {
    this.#bans = null;
    this.#changesBans = true;
  }

  /** The changes to logs since the last other call. */
  get log(): LogBatch {
    return this.#log ??= new LogBatch(this.#statements, { at: this.#at, bans: this.bans });
  }

  /** One of the rooms whose log it changes, with its version, once the log is finished. */
  get changedLog(): ChangedLog | null {
    return this.#changedLog;
  }

  /** Begins anew, with nothing remembered but the bans, unless the last unit has changed them: it may not have been
   *  committed. */
  begin(at: number): void {
    if (this.#changesBans) this.#bans = null;
    this.#changesBans = false;
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
