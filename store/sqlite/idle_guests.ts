import type { UserStore } from "../../accounts/ports.ts";
import type { Headcount } from "../../hub/ports/store.ts";
import type { WriteCall } from "./call_declaration.ts";

/** Guests who cannot come back, of some users. */
const WITHOUT_SESSION = `
  SELECT key FROM users
  WHERE key > ? AND key <= ? AND claimed_key IS NULL
    AND NOT EXISTS (SELECT 1 FROM sessions WHERE user = users.key)`;

/** Takes those who cannot come back out of public rooms, with what they had read, and removes those of whom nothing is left
 *  but their row. */
export const pruneGuests: WriteCall<UserStore["pruneGuests"]> = {
  kind: "write",
  // Nothing refers to them, as is asked here. SQLite would ask once more, and read the whole log for each: an index of it
  // by user would cost every post more than this is worth.
  unreferenced: true,
  prepare(db) {
    const findLast = db.prepare(
      "SELECT max(key) AS key FROM (SELECT key FROM users WHERE key > ? ORDER BY key LIMIT ?)",
    );
    const removeReads = db.prepare(`DELETE FROM reads WHERE user IN (${WITHOUT_SESSION})`);
    const quit = db.prepare(
      `DELETE FROM members WHERE user IN (${WITHOUT_SESSION})
         AND room IN (SELECT key FROM rooms WHERE kind = 'public') RETURNING room`,
    );
    const count = db.prepare(
      `UPDATE rooms SET people = people - ?, people_revision = people_revision + 1 WHERE key = ?
       RETURNING id AS room, people, people_revision AS peopleRevision`,
    );
    const remove = db.prepare(
      `DELETE FROM users
       WHERE key > :after AND key <= :last AND claimed_key IS NULL
         AND (name_key IS NULL OR created_at < :namedBefore)
         AND NOT EXISTS (SELECT 1 FROM sessions WHERE user = users.key)
         AND NOT EXISTS (SELECT 1 FROM message_counts WHERE user = users.key)
         AND NOT EXISTS (SELECT 1 FROM rooms WHERE made_by = users.key)
         AND NOT EXISTS (SELECT 1 FROM members WHERE user = users.key)
         AND id NOT IN (SELECT user FROM bans WHERE user IS NOT NULL)`,
    );
    return (after, { namedBefore, limit }) => {
      const last = findLast.get(after ?? 0, limit)?.key as number | null;
      if (last === null) return { removed: 0, next: null, left: [] };
      removeReads.run(after ?? 0, last);
      const quitters = Map.groupBy(quit.all(after ?? 0, last), ({ room }) => room as number);
      const left = [...quitters].map(([room, { length }]) =>
        ({ ...count.get(length, room) }) as unknown as { room: string } & Headcount
      );
      const { changes } = remove.run({ after: after ?? 0, last, namedBefore });
      return { removed: Number(changes), next: last, left };
    };
  },
};
