import type { DatabaseSync } from "node:sqlite";
import type { Appended, Change } from "../../hub/ports.ts";
import type { Message, User } from "../../protocol/entities.ts";
import { fail } from "../../protocol/errors.ts";
import { type MessageRow, SELECT_MESSAGES, toMessage } from "./message_row.ts";

type Post = Extract<Change, { kind: "post" }>;
type Edit = Extract<Change, { kind: "edit" }>;
type Delete = Extract<Change, { kind: "delete" }>;

/** A room's row, its version ahead of the table until `saveVersions`. */
interface Room {
  key: number;
  version: number;
  savedVersion: number;
}

/** The statements that change a log, prepared once for a connection. */
export type LogStatements = ReturnType<typeof prepareLogStatements>;

export function prepareLogStatements(db: DatabaseSync) {
  return {
    findRoom: db.prepare("SELECT key, version FROM rooms WHERE id = ?"),
    saveVersion: db.prepare("UPDATE rooms SET version = ? WHERE key = ?"),
    findUser: db.prepare("SELECT key, name FROM users WHERE id = ?"),
    addUser: db.prepare("INSERT INTO users (id, name) VALUES (?, ?)"),
    renameUser: db.prepare("UPDATE users SET name = ? WHERE key = ?"),
    post: db.prepare(
      `INSERT INTO messages (room, seq, version, user, client_id, text, at, reply_to)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (room, client_id, user) DO NOTHING`,
    ),
    edit: db.prepare(
      "UPDATE messages SET text = ?, version = ?, edited_at = ? WHERE room = ? AND seq = ?",
    ),
    delete: db.prepare(
      "UPDATE messages SET text = '', version = ?, deleted_at = ? WHERE room = ? AND seq = ?",
    ),
    findBySeq: db.prepare(`${SELECT_MESSAGES} WHERE m.room = ? AND m.seq = ?`),
    findByClientId: db.prepare(
      `${SELECT_MESSAGES} WHERE m.room = ? AND m.client_id = ? AND m.user = ?`,
    ),
  };
}

/** The changes of one transaction. Lives no longer than it: rooms and users are remembered only while
 *  nobody else can change them, and forgotten with a rollback. `at` stamps every change. */
export class LogBatch {
  #statements: LogStatements;
  #at: number;
  #rooms = new Map<string, Room>();
  #users = new Map<string, { key: number; name: string }>();

  constructor(statements: LogStatements, at: number) {
    this.#statements = statements;
    this.#at = at;
  }

  /** One answer for each change, in order. A refused change leaves no trace. */
  append(changes: Change[]): Appended[] {
    return changes.map((change) => this.#apply(change));
  }

  /** Writes the rooms' new versions; once, before the commit. */
  saveVersions(): void {
    for (const room of this.#rooms.values()) {
      if (room.version > room.savedVersion) {
        this.#statements.saveVersion.run(room.version, room.key);
      }
    }
  }

  #apply(change: Change): Appended {
    const room = this.#room(change.room);
    if (room === undefined) {
      return fail("room_not_found", `There is no room "${change.room}"`);
    }
    switch (change.kind) {
      case "post":
        return this.#post(room, change);
      case "edit":
        return this.#edit(room, change);
      case "delete":
        return this.#delete(room, change);
    }
  }

  #post(room: Room, { user, id, text: given, replyTo, room: roomId }: Post): Appended {
    if (replyTo !== undefined && this.#find(room, replyTo) === undefined) {
      return fail(
        "message_not_found",
        `Cannot reply to ${replyTo} in "${roomId}": no such message`,
      );
    }
    // SQLite keeps UTF-8, which has no lone surrogates: answer with what a later read will give.
    const text = given.toWellFormed();
    const userKey = this.#userKey(user);
    const seq = room.version + 1;
    const at = this.#at;
    const values = [room.key, seq, seq, userKey, id, text, at, replyTo ?? null];
    if (this.#statements.post.run(...values).changes === 0) {
      return repeated(toMessage(
        this.#statements.findByClientId.get(room.key, id, userKey) as unknown as MessageRow,
      ));
    }
    room.version = seq;
    return written({ seq, version: seq, id, user, text, at, replyTo });
  }

  #edit(room: Room, { user, seq, text: given, room: roomId }: Edit): Appended {
    const message = this.#find(room, seq);
    const what = `Cannot edit ${seq} in "${roomId}"`;
    if (message === undefined) return fail("message_not_found", `${what}: no such message`);
    if (message.deletedAt !== undefined) {
      return fail("message_not_found", `${what}: it was deleted`);
    }
    if (message.user.id !== user.id) return fail("not_yours", `${what}: somebody else wrote it`);
    const text = given.toWellFormed();
    if (message.text === text) return repeated(message);
    const version = room.version + 1;
    this.#statements.edit.run(text, version, this.#at, room.key, seq);
    room.version = version;
    return written({ ...message, version, text, editedAt: this.#at });
  }

  #delete(room: Room, { user, seq, room: roomId }: Delete): Appended {
    const message = this.#find(room, seq);
    const what = `Cannot delete ${seq} in "${roomId}"`;
    if (message === undefined) return fail("message_not_found", `${what}: no such message`);
    if (message.user.id !== user.id) return fail("not_yours", `${what}: somebody else wrote it`);
    if (message.deletedAt !== undefined) return repeated(message);
    const version = room.version + 1;
    this.#statements.delete.run(version, this.#at, room.key, seq);
    room.version = version;
    return written({ ...message, version, text: "", deletedAt: this.#at });
  }

  #room(id: string): Room | undefined {
    const known = this.#rooms.get(id);
    if (known !== undefined) return known;
    const row = this.#statements.findRoom.get(id) as { key: number; version: number } | undefined;
    if (row === undefined) return undefined;
    const room = { ...row, savedVersion: row.version };
    this.#rooms.set(id, room);
    return room;
  }

  /** The user's row, made or renamed as needed. */
  #userKey({ id, name }: User): number {
    const known = this.#users.get(id) ??
      this.#statements.findUser.get(id) as { key: number; name: string } | undefined;
    const key = known?.key ?? Number(this.#statements.addUser.run(id, name).lastInsertRowid);
    if (known !== undefined && known.name !== name) this.#statements.renameUser.run(name, key);
    this.#users.set(id, { key, name });
    return key;
  }

  #find(room: Room, seq: number): Message | undefined {
    const row = this.#statements.findBySeq.get(room.key, seq) as MessageRow | undefined;
    return row && toMessage(row);
  }
}

function written(message: Message): Appended {
  return { ok: true, message, repeated: false };
}

function repeated(message: Message): Appended {
  return { ok: true, message, repeated: true };
}
