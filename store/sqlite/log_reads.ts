import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { PagePosition, Place } from "../../hub/ports/store.ts";
import type { Message } from "../../protocol/entities.ts";
import type { ChangePage, MessagePage } from "../../protocol/events.ts";
import { PAGE_LENGTH } from "../../protocol/limits.ts";
import { EPOCH } from "./epoch.ts";
import type { LogReads, Performers } from "./calls.ts";
import { type MessageRow, SELECT_MESSAGES, toMessage } from "./message_row.ts";

/** Above every seq. */
const END = Number.MAX_SAFE_INTEGER;

/** Reads the log: pages, changes and snapshots. The database must have its schema. */
export function logReads(db: DatabaseSync): Performers<LogReads> {
  const reader = new LogReader(db);
  return {
    page: (asked) => reader.page(asked),
    changes: (asked) => reader.changes(asked),
    snapshot: (asked) => reader.snapshot(asked),
    postsOf: (asked) => reader.postsOf(asked),
  };
}

class LogReader {
  #findRoom: StatementSync;
  #before: StatementSync;
  #after: StatementSync;
  #changes: StatementSync;
  #postsOf: StatementSync;

  constructor(db: DatabaseSync) {
    this.#findRoom = db.prepare("SELECT key, version FROM rooms WHERE id = ?");
    const messages = (rest: string) =>
      db.prepare(`${SELECT_MESSAGES} WHERE m.room = ? AND ${rest}`);
    this.#before = messages("m.seq < ? ORDER BY m.seq DESC LIMIT ?");
    this.#after = messages("m.seq > ? ORDER BY m.seq LIMIT ?");
    this.#changes = messages("m.version > ? ORDER BY m.version LIMIT ?");
    this.#postsOf = db.prepare(
      `SELECT r.id AS room, m.seq FROM messages m JOIN rooms r ON r.key = m.room
       WHERE (m.room, m.seq) > (ifnull((SELECT key FROM rooms WHERE id = ?), 0), ?)
         AND m.user = (SELECT key FROM users WHERE id = ?) AND m.deleted_at IS NULL
       ORDER BY m.room, m.seq LIMIT ?`,
    );
  }

  page({ room, position, limit }: LogReads["page"]["argument"]): MessagePage | null {
    const found = this.#room(room);
    return found && this.#pageAt(found.key, position, limit);
  }

  snapshot({ room, limit }: LogReads["snapshot"]["argument"]): ChangePage | null {
    const found = this.#room(room);
    return found && { epoch: EPOCH, version: found.version, ...this.#pageAt(found.key, {}, limit) };
  }

  changes({ room, after, limit }: LogReads["changes"]["argument"]): ChangePage | null {
    const found = this.#room(room);
    if (found === null) return null;
    const messages = read(this.#changes, found.key, after, limit + 1);
    return { epoch: EPOCH, version: found.version, ...cut(messages, limit) };
  }

  postsOf({ userId, after, limit }: LogReads["postsOf"]["argument"]): Place[] {
    const rows = this.#postsOf.all(after?.room ?? null, after?.seq ?? 0, userId, limit);
    return rows as unknown as Place[];
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
