import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { RoomRecord } from "../../hub/ports.ts";
import type { User } from "../../protocol/entities.ts";
import { LogBatch, type LogStatements, prepareLogStatements } from "./log_batch.ts";
import type { NewGuest, NewRoom, WriterCall, WriterCalls } from "./messages.ts";
import { Transaction } from "./transaction.ts";

/** Everything that changes the database, on a connection of its own. */
export class Writer {
  #transaction: Transaction;
  #log: LogStatements;
  #addRoom: StatementSync;
  #addUser: StatementSync;
  #addNamed: StatementSync;
  #findNamed: StatementSync;
  #addSession: StatementSync;
  #endSession: StatementSync;

  /** The database must have its schema. */
  constructor(db: DatabaseSync) {
    this.#transaction = new Transaction(db, "IMMEDIATE");
    this.#log = prepareLogStatements(db);
    this.#addRoom = db.prepare(
      "INSERT INTO rooms (id, title, topic, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
    );
    this.#addUser = db.prepare("INSERT INTO users (id, name) VALUES (?, ?)");
    this.#addNamed = db.prepare(
      "INSERT INTO users (id, name, name_key) VALUES (?, ?, ?) ON CONFLICT (name_key) DO NOTHING",
    );
    this.#findNamed = db.prepare("SELECT id, name FROM users WHERE name_key = ?");
    this.#addSession = db.prepare(
      "INSERT INTO sessions (token_hash, user, created_at) VALUES (?, ?, ?)",
    );
    this.#endSession = db.prepare("DELETE FROM sessions WHERE token_hash = ?");
  }

  /** All calls in one transaction, in order, stamped `at` (milliseconds since the epoch); one result
   *  each. Throws SQLite's error, and then nothing was written. */
  run(calls: WriterCall[], at: number): WriterCalls[keyof WriterCalls]["result"][] {
    return this.#transaction.run(() => {
      const batch = new LogBatch(this.#log, at);
      const results = calls.map((call) => this.#perform(call, batch, at));
      batch.saveVersions();
      return results;
    });
  }

  #perform(call: WriterCall, batch: LogBatch, at: number) {
    switch (call.name) {
      case "append":
        return batch.append(call.argument);
      case "createRoom":
        return this.#createRoom(call.argument, at);
      case "createGuest":
        return this.#createGuest(call.argument, at);
      case "namedGuest":
        return this.#namedGuest(call.argument);
      case "endSession":
        this.#endSession.run(call.argument.tokenHash);
        return null;
    }
  }

  #createRoom({ id, title, topic }: NewRoom, at: number): RoomRecord | null {
    const { changes } = this.#addRoom.run(id, title, topic, at);
    return changes === 0 ? null : { id, title, topic, version: 0, lastSeq: 0 };
  }

  #createGuest({ id, name, tokenHash }: NewGuest, at: number): User {
    const { lastInsertRowid } = this.#addUser.run(id, name);
    this.#addSession.run(tokenHash, lastInsertRowid, at);
    return { id, name };
  }

  /** The id is for one who is new; a named guest who exists keeps theirs. */
  #namedGuest({ id, name }: User): User {
    this.#addNamed.run(id, name, name);
    return this.#findNamed.get(name) as unknown as User;
  }
}
