import type { Appended, Change } from "../../hub/ports/store.ts";
import type { Message } from "../../protocol/entities.ts";
import { contentOf } from "../../protocol/content.ts";
import { failureKind } from "../../postgres/failure.ts";
import { statement } from "../../postgres/statement.ts";
import { WriteQueue } from "../write_queue.ts";
import { addAudit } from "./audit.ts";
import type { Database, Transaction } from "./database.ts";
import { LogBatch, type LogWrites } from "./log_batch.ts";
import { loadLog } from "./log_load.ts";
import { restOf } from "./message_row.ts";

/** How many rooms are known to be open; beyond as many all are learnt anew. */
const MOST_OPEN_ROOMS = 10_000;

/** Changes to logs, or something else that is to be written before and after them. */
type Call = { changes: Change[] } | { write: (transaction: Transaction) => Promise<unknown> };

/** What this instance writes in the order in which it was asked to: all changes to logs, and whatever decides on rooms and
 *  rights. Changes that come while something is being committed go together in the next transaction. */
export class OrderedWrites {
  readonly #db: Database;
  readonly #toError: (error: unknown) => Error;
  readonly #queue: WriteQueue<Call>;
  readonly #openRooms = new Set<string>();

  /** @param toError what callers are told of an error that is theirs alone */
  constructor(db: Database, toError: (error: unknown) => Error) {
    this.#db = db;
    this.#toError = toError;
    this.#queue = new WriteQueue((calls) => this.#commit(calls), (call) => "write" in call);
  }

  /** As MessageStore says. */
  append(changes: Change[]): Promise<Appended[]> {
    return this.#queue.add({ changes }) as Promise<Appended[]>;
  }

  /** A transaction of its own, as `Database.write` does it. */
  write<T>(write: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#queue.add({ write }) as Promise<T>;
  }

  async #commit(calls: Call[]): Promise<unknown[]> {
    const [first] = calls;
    if (first && "write" in first) return [await this.#db.write(first.write)];
    return await this.#appendAll(calls.map((call) => "changes" in call ? call.changes : []));
  }

  async #appendAll(calls: Change[][]): Promise<(Appended[] | Error)[]> {
    if (this.#openRooms.size > MOST_OPEN_ROOMS) this.#openRooms.clear();
    try {
      const answers = await this.#append(calls.flat());
      return calls.map(({ length }) => answers.splice(0, length));
    } catch (error) {
      if (calls.length === 1 || failureKind(error) !== "statement") throw error;
    }
    // One of them is refused by the database itself, and fails alone.
    const answers: (Appended[] | Error)[] = [];
    for (const changes of calls) {
      answers.push(await this.#append(changes).catch((error) => this.#toError(error)));
    }
    return answers;
  }

  /** A change that is made again is found to be made: by a post's id, by what an edit says, by a deletion. */
  #append(changes: Change[]): Promise<Appended[]> {
    return this.#db.write(async (transaction) => {
      const batch = new LogBatch(
        await loadLog(transaction, changes, this.#openRooms),
        transaction.at,
      );
      const answers = changes.map((change) => batch.apply(change));
      const { writes } = batch;
      if (writes) transaction.together(() => send(transaction, writes));
      else transaction.undo();
      return answers;
    }, { isRepeatable: true });
  }
}

const ADD_USERS = statement(
  `INSERT INTO users (id, name, created_at)
   SELECT id, name, $3 FROM unnest($1::text[], $2::text[]) AS a (id, name) ORDER BY id
   ON CONFLICT (id) DO NOTHING`,
);
const RENAME_USERS = statement(
  `UPDATE users u SET name = a.name
   FROM unnest($1::text[], $2::text[]) AS a (id, name) WHERE u.id = a.id`,
);
const POST = statement(
  `INSERT INTO messages
     (room, seq, version, user_key, client_id, text, rest, at, edited_at, deleted_at)
   SELECT a.room, a.seq, a.version, u.key, a.client_id, a.text, a.rest, a.at, a.edited_at,
     a.deleted_at
   FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[],
     $7::json[], $8::bigint[], $9::bigint[], $10::bigint[])
     AS a (room, seq, version, author, client_id, text, rest, at, edited_at, deleted_at)
   JOIN users u ON u.id = a.author`,
);
const CHANGE = statement(
  `UPDATE messages m SET version = a.version, text = a.text, rest = a.rest,
     edited_at = a.edited_at, deleted_at = a.deleted_at
   FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::json[], $6::bigint[],
     $7::bigint[]) AS a (room, seq, version, text, rest, edited_at, deleted_at)
   WHERE m.room = a.room AND m.seq = a.seq`,
);
const SAVE_ROOMS = statement(
  `UPDATE rooms r SET version = a.version, posts = r.posts + a.posted
   FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS a (key, version, posted)
   WHERE r.key = a.key`,
);
const COUNT_MESSAGES = statement(
  `INSERT INTO message_counts AS c (user_key, messages)
   SELECT u.key, a.posted FROM unnest($1::text[], $2::bigint[]) AS a (id, posted)
   JOIN users u ON u.id = a.id ORDER BY u.key
   ON CONFLICT (user_key) DO UPDATE SET messages = c.messages + excluded.messages`,
);
const COUNT_ERASED = statement(
  `UPDATE erasures e SET removed = e.removed + a.removed
   FROM unnest($1::text[], $2::bigint[]) AS a (id, removed) WHERE e.user_id = a.id`,
);

/** Sends all that a batch writes, and waits for nothing. */
function send(transaction: Transaction, writes: LogWrites): void {
  const { rooms, posted, changed, newUsers, renamedUsers, counts, erased, audit } = writes;
  const column = <Row, Value>(rows: Row[], of: (row: Row) => Value) => rows.map(of);
  if (newUsers.length > 0) {
    const columns = [column(newUsers, ({ id }) => id), column(newUsers, ({ name }) => name)];
    transaction.send(ADD_USERS, ...columns, transaction.at);
  }
  if (renamedUsers.length > 0) {
    const ids = column(renamedUsers, ({ id }) => id);
    transaction.send(RENAME_USERS, ids, column(renamedUsers, ({ name }) => name));
  }
  if (posted.length > 0) transaction.send(POST, ...postedColumns(posted));
  if (changed.length > 0) transaction.send(CHANGE, ...changedColumns(changed));
  if (rooms.length > 0) {
    const keys = column(rooms, ({ key }) => key);
    const versions = column(rooms, ({ version }) => version);
    transaction.send(SAVE_ROOMS, keys, versions, column(rooms, ({ posted }) => posted));
  }
  if (counts.length > 0) {
    const ids = column(counts, ({ user }) => user);
    transaction.send(COUNT_MESSAGES, ids, column(counts, ({ posted }) => posted));
  }
  if (erased.size > 0) transaction.send(COUNT_ERASED, [...erased.keys()], [...erased.values()]);
  addAudit(transaction, ...audit);
}

type Row = LogWrites["posted"][number];

function postedColumns(rows: Row[]): unknown[][] {
  const column = (of: (message: Message) => unknown) => rows.map(({ message }) => of(message));
  return [
    rows.map(({ room }) => room),
    column(({ seq }) => seq),
    column(({ version }) => version),
    column(({ user }) => user.id),
    column(({ id }) => id),
    column(({ text }) => text),
    column((message) => restOf(contentOf(message))),
    column(({ at }) => at),
    column(({ editedAt }) => editedAt ?? null),
    column(({ deletedAt }) => deletedAt ?? null),
  ];
}

function changedColumns(rows: Row[]): unknown[][] {
  const column = (of: (message: Message) => unknown) => rows.map(({ message }) => of(message));
  return [
    rows.map(({ room }) => room),
    column(({ seq }) => seq),
    column(({ version }) => version),
    column(({ text }) => text),
    column((message) => restOf(contentOf(message))),
    column(({ editedAt }) => editedAt ?? null),
    column(({ deletedAt }) => deletedAt ?? null),
  ];
}
