import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { PagePosition, RoomRecord } from "../../hub/ports.ts";
import type { Message, User } from "../../protocol/entities.ts";
import type { ChangePage, MessagePage } from "../../protocol/events.ts";
import { PAGE_LENGTH } from "../../protocol/limits.ts";
import type { ReaderCall, ReaderCalls } from "./messages.ts";
import { type MessageRow, SELECT_MESSAGES, toMessage } from "./message_row.ts";
import { Transaction } from "./transaction.ts";

/** Above every seq. */
const END = Number.MAX_SAFE_INTEGER;

/** Everything that only looks, on a connection of its own: it sees the last commit and waits for none. */
export class Reader {
  #transaction: Transaction;
  #findRoom: StatementSync;
  #rooms: StatementSync;
  #before: StatementSync;
  #after: StatementSync;
  #changes: StatementSync;
  #findNamed: StatementSync;
  #findSession: StatementSync;

  /** The database must have its schema. */
  constructor(db: DatabaseSync) {
    this.#transaction = new Transaction(db, "DEFERRED");
    this.#findRoom = db.prepare("SELECT key, version FROM rooms WHERE id = ?");
    this.#rooms = db.prepare(
      `SELECT id, title, topic, version,
         ifnull((SELECT max(seq) FROM messages WHERE room = r.key), 0) AS lastSeq
       FROM rooms r ORDER BY id`,
    );
    const messages = (rest: string) =>
      db.prepare(`${SELECT_MESSAGES} WHERE m.room = ? AND ${rest}`);
    this.#before = messages("m.seq < ? ORDER BY m.seq DESC LIMIT ?");
    this.#after = messages("m.seq > ? ORDER BY m.seq LIMIT ?");
    this.#changes = messages("m.version > ? ORDER BY m.version LIMIT ?");
    this.#findNamed = db.prepare("SELECT id, name FROM users WHERE name_key = ?");
    this.#findSession = db.prepare(
      "SELECT u.id, u.name FROM sessions s JOIN users u ON u.key = s.user WHERE s.token_hash = ?",
    );
  }

  /** All calls in one snapshot, in order; one result each. Throws SQLite's error. */
  run(calls: ReaderCall[]): ReaderCalls[keyof ReaderCalls]["result"][] {
    return this.#transaction.run(() => calls.map((call) => this.#perform(call)));
  }

  #perform(call: ReaderCall) {
    switch (call.name) {
      case "page":
        return this.#page(call.argument);
      case "changes":
        return this.#changesAfter(call.argument);
      case "snapshot":
        return this.#snapshot(call.argument);
      case "rooms":
        return this.#rooms.all() as unknown as RoomRecord[];
      case "findNamedGuest":
        return findUser(this.#findNamed, call.argument.name);
      case "findSession":
        return findUser(this.#findSession, call.argument.tokenHash);
    }
  }

  #page({ room, position, limit }: ReaderCalls["page"]["argument"]): MessagePage | null {
    const found = this.#room(room);
    return found && this.#pageAt(found.key, position, limit);
  }

  #snapshot({ room, limit }: ReaderCalls["snapshot"]["argument"]): ChangePage | null {
    const found = this.#room(room);
    return found && { version: found.version, ...this.#pageAt(found.key, {}, limit) };
  }

  #changesAfter({ room, after, limit }: ReaderCalls["changes"]["argument"]): ChangePage | null {
    const found = this.#room(room);
    if (found === null) return null;
    const messages = read(this.#changes, found.key, after, limit + 1);
    return { version: found.version, ...cut(messages, limit) };
  }

  #pageAt(room: number, { before, after, around }: PagePosition, limit: number): MessagePage {
    if (around !== undefined) return this.#pageAround(room, around, limit);
    if (after !== undefined) return cut(read(this.#after, room, after, limit + 1), limit);
    const { messages, more } = cut(read(this.#before, room, before ?? END, limit + 1), limit);
    return { messages: messages.reverse(), more };
  }

  /** Half from before the seq, half from it on; where one side is short the other fills the page. */
  #pageAround(room: number, seq: number, limit: number): MessagePage {
    const older = read(this.#before, room, seq, limit + 1);
    const newer = read(this.#after, room, seq - 1, limit);
    const newerWanted = Math.max(Math.ceil(limit / 2), limit - older.length);
    const tail = newer.slice(0, Math.min(newerWanted, countFitting(newer, PAGE_LENGTH / 2)));
    const headWanted = older.slice(0, limit - tail.length);
    const head = headWanted.slice(0, countFitting(headWanted, PAGE_LENGTH / 2));
    return { messages: [...head.reverse(), ...tail], more: older.length > head.length };
  }

  #room(id: string): { key: number; version: number } | null {
    return this.#findRoom.get(id) as { key: number; version: number } | undefined ?? null;
  }
}

function findUser(statement: StatementSync, key: string): User | null {
  return statement.get(key) as unknown as User | undefined ?? null;
}

function read(statement: StatementSync, room: number, bound: number, limit: number): Message[] {
  return (statement.all(room, bound, limit) as unknown as MessageRow[]).map(toMessage);
}

/** The first messages, as many as the limit and PAGE_LENGTH let in. The one row asked for beyond the limit
 *  tells that there is more. */
function cut(messages: Message[], limit: number): MessagePage {
  const count = Math.min(limit, countFitting(messages, PAGE_LENGTH));
  return { messages: messages.slice(0, count), more: messages.length > count };
}

/** How many of the first messages are together no longer than `length` as JSON; one at least. */
function countFitting(messages: Message[], length: number): number {
  let total = 0;
  const tooMuch = messages.findIndex((message, i) => {
    total += JSON.stringify(message).length + 1;
    return total > length && i > 0;
  });
  return tooMuch === -1 ? messages.length : tooMuch;
}
