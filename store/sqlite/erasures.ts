import type { DatabaseSync } from "node:sqlite";
import type { Erasure, ErasureStore, Place } from "../../hub/ports/store.ts";
import { prepareAddAudit } from "./add_audit.ts";
import type { Calls } from "./call_declaration.ts";

/** The removal of all that somebody wrote. */
export const erasureCalls: Calls<ErasureStore> = {
  pendingErasures: {
    kind: "read",
    prepare(db) {
      const list = db.prepare("SELECT user AS userId, actor, at FROM erasures ORDER BY at, user");
      return () => list.all() as unknown as Erasure[];
    },
  },

  postsOf: {
    kind: "read",
    prepare(db) {
      const find = db.prepare(
        `SELECT r.id AS room, m.seq FROM messages m JOIN rooms r ON r.key = m.room
         WHERE (m.room, m.seq) > (ifnull((SELECT key FROM rooms WHERE id = ?), 0), ?)
           AND m.user = (SELECT key FROM users WHERE id = ?) AND m.deleted_at IS NULL
         ORDER BY m.room, m.seq LIMIT ?`,
      );
      return (userId, after, limit) =>
        find.all(after?.room ?? null, after?.seq ?? 0, userId, limit) as unknown as Place[];
    },
  },

  finishErasure: {
    kind: "write",
    prepare(db, unit) {
      const end = db.prepare("DELETE FROM erasures WHERE user = ? RETURNING actor, removed");
      const findName = db.prepare("SELECT name FROM users WHERE id = ?");
      const addAudit = prepareAddAudit(db);
      return (userId) => {
        const ended = end.get(userId) as { actor: string; removed: number } | undefined;
        if (ended === undefined) return null;
        const { actor, removed: messages } = ended;
        const name = findName.get(userId)?.name as string | undefined ?? null;
        const action = "account.remove_messages";
        addAudit({ at: unit.at, actor, action, target: userId, details: { name, messages } });
        return messages;
      };
    },
  },
};

/** Begins the erasure of what a user wrote; one that is pending goes on as it is. */
export function prepareBeginErasure(db: DatabaseSync): (erasure: Erasure) => void {
  const begin = db.prepare(
    "INSERT INTO erasures (user, actor, at) VALUES (?, ?, ?) ON CONFLICT (user) DO NOTHING",
  );
  return ({ userId, actor, at }) => void begin.run(userId, actor, at);
}
