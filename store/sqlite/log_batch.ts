import type { DatabaseSync } from "node:sqlite";
import type { Appended, Change } from "../../hub/ports/store.ts";
import type { Message, User } from "../../protocol/entities.ts";
import { fail } from "../../protocol/errors.ts";
import { type MessageRow, SELECT_MESSAGES, toMessage } from "./message_row.ts";

type Post = Extract<Change, { kind: "post" }>;
type Edit = Extract<Change, { kind: "edit" }>;
type Delete = Extract<Change, { kind: "delete" }>;

/** A room's row, its version ahead of the table until `finish`. */
interface Room {
  key: number;
  version: number;
  savedVersion: number;
}

/** A user's row, and how many messages of theirs are not in the count yet. */
interface Poster {
  key: number;
  name: string;
  /** 1 for an account, whose name is claimed; 0 for a guest. */
  claimed: number;
  uncounted: number;
}

/** The statements that change a log, prepared once for a connection. */
export type LogStatements = ReturnType<typeof prepareLogStatements>;

export function prepareLogStatements(db: DatabaseSync) {
  return {
    findRoom: db.prepare("SELECT key, version FROM rooms WHERE id = ?"),
    saveVersion: db.prepare("UPDATE rooms SET version = ? WHERE key = ?"),
    findUser: db.prepare(
      `SELECT key, name, claimed_key IS NOT NULL AS claimed, 0 AS uncounted
       FROM users WHERE id = ?`,
    ),
    addUser: db.prepare("INSERT INTO users (id, name, created_at) VALUES (?, ?, ?)"),
    renameUser: db.prepare("UPDATE users SET name = ? WHERE key = ?"),
    countMessages: db.prepare(
      `INSERT INTO message_counts (user, messages) VALUES (?, ?)
       ON CONFLICT (user) DO UPDATE SET messages = messages + excluded.messages`,
    ),
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

/** Changes that follow each other in one transaction. Lives no longer than it: rooms and users are remembered
 *  only while nobody else can change them, and forgotten with a rollback. `at` stamps every change. */
export class LogBatch {
  #statements: LogStatements;
  #at: number;
  #rooms = new Map<string, Room>();
  #posters = new Map<string, Poster>();
  #renamed = false;

  constructor(statements: LogStatements, at: number) {
    this.#statements = statements;
    this.#at = at;
  }

  /** Whether any user has another name since. */
  get renamed(): boolean {
    return this.#renamed;
  }

  /** One answer for each change, in order. A refused change leaves no trace. */
  append(changes: Change[]): Appended[] {
    return changes.map((change) => this.#apply(change));
  }

  /** Writes the rooms' new versions and the users' counts; once, before the commit or before anything else
   *  looks at them. The batch ends with it. */
  finish(): void {
    for (const { key, version, savedVersion } of this.#rooms.values()) {
      if (version > savedVersion) this.#statements.saveVersion.run(version, key);
    }
    for (const { key, uncounted } of this.#posters.values()) {
      if (uncounted > 0) this.#statements.countMessages.run(key, uncounted);
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
    const poster = this.#poster(user);
    const seq = room.version + 1;
    const at = this.#at;
    const values = [room.key, seq, seq, poster.key, id, text, at, replyTo ?? null];
    if (this.#statements.post.run(...values).changes === 0) {
      return repeated(toMessage(
        this.#statements.findByClientId.get(room.key, id, poster.key) as unknown as MessageRow,
      ));
    }
    room.version = seq;
    poster.uncounted++;
    const author = { id: user.id, name: poster.name };
    return written({ seq, version: seq, id, user: author, text, at, replyTo });
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

  #delete(room: Room, { user, seq, room: roomId, moderates = false }: Delete): Appended {
    const message = this.#find(room, seq);
    const what = `Cannot delete ${seq} in "${roomId}"`;
    if (message === undefined) return fail("message_not_found", `${what}: no such message`);
    if (message.user.id !== user.id && !moderates) {
      return fail("not_yours", `${what}: somebody else wrote it`);
    }
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

  /** The user's row, made if need be. A guest goes by the name given; an account keeps the name it has claimed,
   *  whatever a post from before it was renamed says. */
  #poster({ id, name }: User): Poster {
    let poster = this.#posters.get(id);
    if (poster === undefined) {
      poster = this.#statements.findUser.get(id) as Poster | undefined ?? this.#addPoster(id, name);
      this.#posters.set(id, poster);
    }
    if (poster.name !== name && poster.claimed === 0) {
      this.#statements.renameUser.run(name, poster.key);
      poster.name = name;
      this.#renamed = true;
    }
    return poster;
  }

  #addPoster(id: string, name: string): Poster {
    const { lastInsertRowid } = this.#statements.addUser.run(id, name, this.#at);
    return { key: Number(lastInsertRowid), name, claimed: 0, uncounted: 0 };
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
