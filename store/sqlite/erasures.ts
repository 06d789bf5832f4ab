import type { DatabaseSync } from "node:sqlite";
import type { Erasure, ErasureStore, Place } from "../../hub/ports/store.ts";
import { prepareAddAudit } from "./add_audit.ts";
import type { Calls } from "./call_declaration.ts";

/** How many messages of the log one call looks at: some 10 ms. */
const LOOKED_AT = 10_000;

/** The key of the room with an id, or one before all rooms. */
const ROOM_KEY = "ifnull((SELECT key FROM rooms WHERE id = ?), 0)";

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
      const count = prepareCountPosted(db);
      const findEnd = db.prepare(
        `SELECT r.id AS room, r.key AS roomKey, m.seq
         FROM (SELECT room, seq FROM messages WHERE (room, seq) > (${ROOM_KEY}, ?)
           ORDER BY room, seq LIMIT 1 OFFSET ${LOOKED_AT} - 1) m
         JOIN rooms r ON r.key = m.room`,
      );
      const find = db.prepare(
        `SELECT r.id AS room, m.seq FROM messages m JOIN rooms r ON r.key = m.room
         WHERE (m.room, m.seq) > (${ROOM_KEY}, ?) AND (m.room, m.seq) <= (?, ?)
           AND m.user = (SELECT key FROM users WHERE id = ?) AND m.deleted_at IS NULL
         ORDER BY m.room, m.seq LIMIT ?`,
      );
      return (userId, after, limit) => {
        // First: what is posted between the two must count as posted since.
        const posted = count(userId);
        const start = [after?.room ?? null, after?.seq ?? 0] as const;
        const end = findEnd.get(...start) as (Place & { roomKey: number }) | undefined;
        const { roomKey, seq } = end ?? { roomKey: Number.MAX_SAFE_INTEGER, seq: 0 };
        const places = find.all(...start, roomKey, seq, userId, limit) as unknown as Place[];
        if (places.length === limit) return { places, posted, next: places.at(-1)! };
        return { places, posted, next: end ? { room: end.room, seq } : null };
      };
    },
  },

  finishErasure: {
    kind: "write",
    prepare(db, unit) {
      const end = db.prepare("DELETE FROM erasures WHERE user = ? RETURNING actor, removed");
      const count = prepareCountPosted(db);
      const findName = db.prepare("SELECT name FROM users WHERE id = ?");
      const addAudit = prepareAddAudit(db);
      return (userId, posted) => {
        if (count(userId) !== posted) return false;
        const ended = end.get(userId) as { actor: string; removed: number } | undefined;
        if (ended === undefined) return true;
        const { actor, removed: messages } = ended;
        const name = findName.get(userId)?.name as string | undefined ?? null;
        const action = "account.remove_messages";
        addAudit({ at: unit.at, actor, action, target: userId, details: { name, messages } });
        return true;
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

/** How many messages a user has posted, deleted ones too. */
function prepareCountPosted(db: DatabaseSync): (userId: string) => number {
  const count = db.prepare(
    "SELECT messages FROM message_counts WHERE user = (SELECT key FROM users WHERE id = ?)",
  );
  return (userId) => Number(count.get(userId)?.messages ?? 0);
}
