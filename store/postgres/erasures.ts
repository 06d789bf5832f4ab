import type { Erasure, ErasureStore, Place } from "../../hub/ports/store.ts";
import { statement } from "../../postgres/statement.ts";
import { lockUser } from "./account_rows.ts";
import { addAudit } from "./audit.ts";
import type { Database, Queries, Transaction } from "./database.ts";
import type { OrderedWrites } from "./ordered_writes.ts";

/** How many messages of the log one call looks at: some 10 ms. */
const LOOKED_AT = 10_000;

/** The key of the room with an id, or one before all rooms. */
const ROOM_KEY = "coalesce((SELECT key FROM rooms WHERE id = $1), 0)";

const LIST = statement(
  'SELECT user_id AS "userId", actor, at FROM erasures ORDER BY at, user_id',
);
const BEGIN = statement(
  `INSERT INTO erasures (user_id, actor, at) VALUES ($1, $2, $3) ON CONFLICT (user_id) DO NOTHING`,
);
const END = statement("DELETE FROM erasures WHERE user_id = $1 RETURNING actor, removed");
const FIND_NAME = statement("SELECT name FROM users WHERE id = $1");
const COUNT_POSTED = statement(
  "SELECT messages FROM message_counts WHERE user_key = (SELECT key FROM users WHERE id = $1)",
);
const FIND_END = statement(
  `SELECT r.id AS room, r.key AS "roomKey", m.seq
   FROM (SELECT room, seq FROM messages WHERE (room, seq) > (${ROOM_KEY}, $2)
     ORDER BY room, seq LIMIT 1 OFFSET ${LOOKED_AT - 1}) m
   JOIN rooms r ON r.key = m.room`,
);
const FIND = statement(
  `SELECT r.id AS room, m.seq
   FROM (SELECT room, seq, user_key, deleted_at FROM messages
     WHERE (room, seq) > (${ROOM_KEY}, $2) AND (room, seq) <= ($3, $4)
     ORDER BY room, seq LIMIT ${LOOKED_AT}) m
   JOIN rooms r ON r.key = m.room
   WHERE m.user_key = (SELECT key FROM users WHERE id = $5) AND m.deleted_at IS NULL
   ORDER BY m.room, m.seq LIMIT $6`,
);

/** The removal of all that somebody wrote. */
export function erasureStore(db: Database, ordered: OrderedWrites): ErasureStore {
  return {
    pendingErasures: () => db.read((queries) => queries.query<Erasure>(LIST)),

    postsOf: (userId, after, limit) =>
      db.read(async (queries) => {
        const start = [after?.room ?? null, after?.seq ?? 0];
        // In this order: what is posted between the two must count as posted since.
        const [posted, end] = await Promise.all([
          countPosted(queries, userId),
          queries.first<Place & { roomKey: number }>(FIND_END, ...start),
        ]);
        const { roomKey, seq } = end ?? { roomKey: Number.MAX_SAFE_INTEGER, seq: 0 };
        const places = await queries.query<Place>(FIND, ...start, roomKey, seq, userId, limit);
        if (places.length === limit) return { places, posted, next: places.at(-1)! };
        return { places, posted, next: end ? { room: end.room, seq } : null };
      }),

    finishErasure: (userId, posted) =>
      ordered.write(async (transaction) => {
        // Who posts holds the same row.
        await lockUser(transaction, userId);
        if (await countPosted(transaction, userId) !== posted) return false;
        const ended = await transaction.first<{ actor: string; removed: number }>(END, userId);
        if (ended === null) return true;
        const { actor, removed: messages } = ended;
        const name = (await transaction.first<{ name: string }>(FIND_NAME, userId))?.name ?? null;
        const action = "account.remove_messages";
        const details = { name, messages };
        addAudit(transaction, { at: transaction.at, actor, action, target: userId, details });
        return true;
      }),
  };
}

/** Begins the erasure of what a user wrote; one that is pending goes on as it is. */
export function beginErasure(transaction: Transaction, { userId, actor, at }: Erasure): void {
  transaction.send(BEGIN, userId, actor, at);
}

/** How many messages a user has posted, deleted ones too. */
async function countPosted(queries: Queries, userId: string): Promise<number> {
  return (await queries.first<{ messages: number }>(COUNT_POSTED, userId))?.messages ?? 0;
}
