import type { UserStore } from "../../accounts/ports.ts";
import type { Headcount } from "../../hub/ports/store.ts";
import { statement } from "../../postgres/statement.ts";
import type { Transaction } from "./database.ts";

const FIND_LAST = statement(
  "SELECT max(key) AS key FROM (SELECT key FROM users WHERE key > $1 ORDER BY key LIMIT $2) AS step",
);
/** Held before they are looked at once more: whoever begins to refer to one waits, and then finds nobody. Those whom
 *  somebody else holds are not idle. */
const LOCK = statement(
  `SELECT key FROM users u WHERE key > $1 AND key <= $2 AND claimed_key IS NULL
     AND NOT EXISTS (SELECT 1 FROM sessions WHERE user_key = u.key)
   ORDER BY key FOR UPDATE SKIP LOCKED`,
);
const REMOVE_READS = statement(
  `DELETE FROM reads WHERE user_key = ANY($1)
     AND NOT EXISTS (SELECT 1 FROM sessions WHERE user_key = reads.user_key)`,
);
const QUIT = statement(
  `WITH gone AS (
     DELETE FROM members m USING rooms r
     WHERE r.key = m.room AND r.kind = 'public' AND m.user_key = ANY($1)
       AND NOT EXISTS (SELECT 1 FROM sessions WHERE user_key = m.user_key)
     RETURNING m.room
   ), fewer AS (SELECT room, count(*) AS n FROM gone GROUP BY room)
   UPDATE rooms r SET people = r.people - fewer.n, people_revision = r.people_revision + 1
   FROM fewer WHERE r.key = fewer.room
   RETURNING r.id AS room, r.people, r.people_revision AS "peopleRevision"`,
);
const REMOVE = statement(
  `DELETE FROM users u
   WHERE key = ANY($1) AND (name_key IS NULL OR created_at < $2)
     AND NOT EXISTS (SELECT 1 FROM sessions WHERE user_key = u.key)
     AND NOT EXISTS (SELECT 1 FROM message_counts WHERE user_key = u.key)
     AND NOT EXISTS (SELECT 1 FROM rooms WHERE made_by = u.key)
     AND NOT EXISTS (SELECT 1 FROM members WHERE user_key = u.key)
     AND NOT EXISTS (SELECT 1 FROM bans WHERE user_id = u.id)`,
);

/** Takes those who cannot come back out of public rooms, with what they had read, and removes those of whom nothing is left
 *  but their row. */
export async function pruneGuests(
  transaction: Transaction,
  after: number | null,
  { namedBefore, limit }: Parameters<UserStore["pruneGuests"]>[1],
): ReturnType<UserStore["pruneGuests"]> {
  const start = after ?? 0;
  const { key: next } = (await transaction.first<{ key: number | null }>(FIND_LAST, start, limit))!;
  if (next === null) return { removed: 0, next, left: [] };
  const idle = await transaction.query<{ key: number }>(LOCK, start, next);
  const keys = idle.map(({ key }) => key);
  transaction.send(REMOVE_READS, keys);
  const left = await transaction.query<{ room: string } & Headcount>(QUIT, keys);
  return { removed: await transaction.execute(REMOVE, keys, namedBefore), next, left };
}
