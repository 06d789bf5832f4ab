import type { MessageStore, PagePosition } from "../../hub/ports/store.ts";
import type { Message } from "../../protocol/entities.ts";
import { type Statement, statement } from "../../postgres/statement.ts";
import { cut, cutAround } from "../page_cut.ts";
import type { Database, Queries } from "./database.ts";
import { MESSAGE_COLUMNS, type MessageRow, toMessage } from "./message_row.ts";
import type { OrderedWrites } from "./ordered_writes.ts";

/** Above every seq. */
const END = Number.MAX_SAFE_INTEGER;

/** The logs of rooms. */
export function messageStore(db: Database, ordered: OrderedWrites): MessageStore {
  return {
    append: (changes) => ordered.append(changes),
    page: (room, position, limit) => db.read((queries) => page(queries, room, position, limit)),

    changes: (room, after, limit) =>
      db.read(async (queries) => {
        const found = await read(queries, CHANGED, { room, bound: after, limit: limit + 1 });
        if (found === null) return null;
        const { epoch, version, messages } = found;
        return { epoch, version, ...cut(messages, limit) };
      }),

    snapshot: (room, limit) =>
      db.read(async (queries) => {
        const found = await read(queries, OLDER, { room, bound: END, limit: limit + 1 });
        if (found === null) return null;
        const { epoch, version } = found;
        const { messages, more } = cut(found.messages, limit);
        return { epoch, version, messages: messages.reverse(), more };
      }),
  };
}

async function page(
  queries: Queries,
  room: string,
  { before, after, around }: PagePosition,
  limit: number,
) {
  if (around !== undefined) return await pageAround(queries, room, around, limit);
  if (after !== undefined) {
    const found = await read(queries, NEWER, { room, bound: after, limit: limit + 1 });
    return found && cut(found.messages, limit);
  }
  const found = await read(queries, OLDER, { room, bound: before ?? END, limit: limit + 1 });
  if (found === null) return null;
  const { messages, more } = cut(found.messages, limit);
  return { messages: messages.reverse(), more };
}

async function pageAround(queries: Queries, room: string, seq: number, limit: number) {
  const [before, from] = await Promise.all([
    read(queries, OLDER, { room, bound: seq, limit: limit + 1 }),
    read(queries, NEWER, { room, bound: seq - 1, limit }),
  ]);
  return before && from && cutAround(before.messages, from.messages, limit);
}

/** A room with some of its messages, by one statement and so in one snapshot; null when there is none. */
async function read(
  queries: Queries,
  reading: Reading,
  { room, bound, limit }: { room: string; bound: number; limit: number },
): Promise<{ epoch: string; version: number; messages: Message[] } | null> {
  const rows = await queries.query<ReadRow>(reading.atMost(limit), room, bound);
  const [first] = rows;
  if (!first) return null;
  const { epoch, roomVersion: version } = first;
  const messages = first.seq === null ? [] : rows.map((row) => toMessage(row as MessageRow));
  return { epoch, version, messages: messages.slice(0, limit) };
}

/** Of an empty room there is one row, without a message. */
type ReadRow = { epoch: string; roomVersion: number } & (MessageRow | { seq: null });

/** How many rows statements ask for. It stands in the statement, because the planner takes one with a parameter there for
 *  one that wants a tenth of the log; a few, so that there are not as many statements as there are lengths. */
const LENGTHS = [1, 11, 51, 101, 201, 501, 1_001];

/** A statement for each length. */
class Reading {
  readonly #where: string;
  readonly #order: string;
  readonly #byLength = new Map<number, Statement>();

  constructor(where: string, order: string) {
    this.#where = where;
    this.#order = order;
  }

  /** Gives the room `$1` with this many messages at least, where the room has them. */
  atMost(limit: number): Statement {
    const length = LENGTHS.find((length) => length >= limit) ?? limit;
    let found = this.#byLength.get(length);
    if (!found) {
      found = statement(
        `SELECT (SELECT value FROM epoch) AS epoch, r.version AS "roomVersion", ${MESSAGE_COLUMNS}
         FROM rooms r
         LEFT JOIN LATERAL (
           SELECT * FROM messages
           WHERE room = r.key AND ${this.#where} ORDER BY ${this.#order} LIMIT ${length}
         ) m ON true
         LEFT JOIN users u ON u.key = m.user_key
         WHERE r.id = $1 ORDER BY m.${this.#order}`,
      );
      this.#byLength.set(length, found);
    }
    return found;
  }
}

const OLDER = new Reading("seq < $2", "seq DESC");
const NEWER = new Reading("seq > $2", "seq");
const CHANGED = new Reading("version > $2", "version");
