import type { DatabaseSync } from "node:sqlite";
import type { ReadStore } from "../../hub/ports/store.ts";
import type { ReadMark } from "../../protocol/entities.ts";
import { COUNTED_UNREAD } from "../../protocol/limits.ts";
import type { Calls } from "./call_declaration.ts";

/** How many messages after a mark are looked at to count them: some 5 ms. Only who has posted as many themselves without
 *  ever looking has more. */
const LOOKED_AT = 10_000;

/** A room as its reader finds it: no row where they may not read it. Who was never in a public one has no mark there;
 *  everywhere else one has read nothing yet. */
const FIND = `
  SELECT r.key AS room, u.key AS user, r.version, r.posts,
    ifnull(d.seq, iif(r.kind = 'public', NULL, 0)) AS seq, ifnull(d.revision, 0) AS revision
  FROM rooms r JOIN users u LEFT JOIN reads d ON d.room = r.key AND d.user = u.key
  WHERE r.id = ? AND u.id = ?
    AND (r.kind = 'public'
      OR EXISTS (SELECT 1 FROM members WHERE room = r.key AND user = u.key))`;

const SET = `
  INSERT INTO reads (room, user, seq, revision) VALUES (?, ?, ?, 1)
  ON CONFLICT (room, user) DO UPDATE SET seq = excluded.seq, revision = revision + 1`;

interface ReadRow {
  room: number;
  user: number;
  version: number;
  posts: number;
  seq: number | null;
  revision: number;
}

/** What people have read. */
export const readCalls: Calls<ReadStore> = {
  markRead: {
    kind: "write",
    prepare(db) {
      const find = prepareFind(db);
      const toMark = prepareToMark(db);
      const moveForward = db.prepare(`${SET} WHERE excluded.seq > seq`);
      const move = db.prepare(`${SET} WHERE excluded.seq <> seq`);
      return ({ room, user, seq, unread = false }) => {
        const row = find(room, user);
        if (!row) return null;
        const statement = unread ? move : moveForward;
        statement.run(row.room, row.user, Math.min(unread ? seq - 1 : seq, row.version));
        return toMark(find(room, user)!);
      };
    },
  },

  readMarks: {
    kind: "read",
    prepare(db) {
      const find = prepareFind(db);
      const toMark = prepareToMark(db);
      return (readers) =>
        readers.map(({ room, user }) => {
          const row = find(room, user);
          return row ? toMark(row) : null;
        });
    },
  },
};

function prepareFind(db: DatabaseSync): (room: string, user: string) => ReadRow | undefined {
  const find = db.prepare(FIND);
  return (room, user) => find.get(room, user) as ReadRow | undefined;
}

function prepareToMark(db: DatabaseSync): (row: ReadRow) => ReadMark | null {
  const count = db.prepare(
    `SELECT count(*) AS unread FROM (
       SELECT 1 FROM (
         SELECT user, deleted_at FROM messages WHERE room = ? AND seq > ?
         ORDER BY seq LIMIT ${LOOKED_AT}
       ) WHERE user <> ? AND deleted_at IS NULL LIMIT ${COUNTED_UNREAD}
     )`,
  );
  return ({ room, user, seq, version, posts, revision }) => {
    if (seq === null) return null;
    const unread = seq < version ? Number(count.get(room, seq, user)!.unread) : 0;
    return { seq, unread, mentions: 0, posts, version, revision };
  };
}
