import type { Reader, ReadStore } from "../../hub/ports/store.ts";
import type { ReadMark } from "../../protocol/entities.ts";
import { COUNTED_UNREAD } from "../../protocol/limits.ts";
import { statement } from "../../postgres/statement.ts";
import type { Database, Queries } from "./database.ts";

/** How many messages after a mark are looked at to count them. Only who has posted as many themselves without ever looking
 *  has more. */
const LOOKED_AT = 10_000;

/** Rooms as their readers find them: no row where they may not read it. Who was never in a public one has no mark there;
 *  everywhere else one has read nothing yet. */
const FIND = statement(
  `SELECT a.n, r.version, r.posts, coalesce(d.revision, 0) AS revision,
     coalesce(d.seq, CASE r.kind WHEN 'public' THEN NULL ELSE 0 END) AS seq, c.unread
   FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS a (room, reader, n)
   JOIN rooms r ON r.id = a.room JOIN users u ON u.id = a.reader
   LEFT JOIN reads d ON d.room = r.key AND d.user_key = u.key
   CROSS JOIN LATERAL (
     SELECT count(*) AS unread FROM (
       SELECT 1 FROM (
         SELECT user_key, deleted_at FROM messages
         WHERE room = r.key
           AND seq > coalesce(d.seq, CASE r.kind WHEN 'public' THEN r.version ELSE 0 END)
         ORDER BY seq LIMIT ${LOOKED_AT}
       ) looked_at WHERE user_key <> u.key AND deleted_at IS NULL LIMIT ${COUNTED_UNREAD}
     ) counted
   ) c
   WHERE r.kind = 'public'
     OR EXISTS (SELECT 1 FROM members WHERE room = r.key AND user_key = u.key)`,
);

/** What all may read who may set their mark in it. `$4`: also back. */
const SET = statement(
  `INSERT INTO reads AS d (room, user_key, seq, revision)
   SELECT r.key, u.key, least($3, r.version), 1 FROM rooms r, users u
   WHERE r.id = $1 AND u.id = $2
     AND (r.kind = 'public'
       OR EXISTS (SELECT 1 FROM members WHERE room = r.key AND user_key = u.key))
   ON CONFLICT (room, user_key) DO UPDATE SET seq = excluded.seq, revision = d.revision + 1
   WHERE excluded.seq > d.seq OR ($4 AND excluded.seq <> d.seq)`,
);

interface ReadRow {
  /** Its place among those asked for, from 1 on. */
  n: number;
  version: number;
  posts: number;
  revision: number;
  seq: number | null;
  unread: number;
}

/** What people have read. */
export function readStore(db: Database): ReadStore {
  return {
    // Made again it moves nothing.
    markRead: ({ room, user, seq, unread = false }) =>
      db.write(async (transaction) => {
        transaction.send(SET, room, user, unread ? seq - 1 : seq, unread);
        return (await find(transaction, [{ room, user }]))[0]!;
      }, { isRepeatable: true }),

    readMarks: (readers) => db.read((queries) => find(queries, readers)),
  };
}

async function find(queries: Queries, readers: Reader[]): Promise<(ReadMark | null)[]> {
  const marks: (ReadMark | null)[] = readers.map(() => null);
  const rows = await queries.query<ReadRow>(
    FIND,
    readers.map(({ room }) => room),
    readers.map(({ user }) => user),
  );
  for (const { n, seq, unread, posts, version, revision } of rows) {
    if (seq !== null) marks[n - 1] = { seq, unread, mentions: 0, posts, version, revision };
  }
  return marks;
}
