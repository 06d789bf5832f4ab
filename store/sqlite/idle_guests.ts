import type { UserStore } from "../../accounts/ports.ts";
import type { WriteCall } from "./call_declaration.ts";

/** Removes guests of whom nothing is left but their row, and what those had read who cannot come back. */
export const pruneGuests: WriteCall<UserStore["pruneGuests"]> = {
  kind: "write",
  // Nothing refers to them, as is asked here. SQLite would ask once more, and read the whole log for each: an index of it
  // by user would cost every post more than this is worth.
  unreferenced: true,
  prepare(db) {
    const findLast = db.prepare(
      "SELECT max(key) AS key FROM (SELECT key FROM users WHERE key > ? ORDER BY key LIMIT ?)",
    );
    const removeReads = db.prepare(
      `DELETE FROM reads WHERE user IN (
         SELECT key FROM users
         WHERE key > ? AND key <= ? AND claimed_key IS NULL
           AND NOT EXISTS (SELECT 1 FROM sessions WHERE user = users.key)
       )`,
    );
    const remove = db.prepare(
      `DELETE FROM users
       WHERE key > :after AND key <= :last AND claimed_key IS NULL
         AND (name_key IS NULL OR created_at < :namedBefore)
         AND NOT EXISTS (SELECT 1 FROM sessions WHERE user = users.key)
         AND NOT EXISTS (SELECT 1 FROM message_counts WHERE user = users.key)
         AND NOT EXISTS (SELECT 1 FROM rooms WHERE made_by = users.key)
         AND key NOT IN (SELECT user FROM members)
         AND id NOT IN (SELECT user FROM bans WHERE user IS NOT NULL)`,
    );
    return (after, { namedBefore, limit }) => {
      const last = findLast.get(after ?? 0, limit)?.key as number | null;
      if (last === null) return { removed: 0, next: null };
      removeReads.run(after ?? 0, last);
      const { changes } = remove.run({ after: after ?? 0, last, namedBefore });
      return { removed: Number(changes), next: last };
    };
  },
};
