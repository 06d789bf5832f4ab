import type { Headcount, PeopleStore } from "../../hub/ports/store.ts";
import { type Account, publicUser, type User } from "../../protocol/entities.ts";
import { ok, type Result, roomNotFound } from "../../protocol/errors.ts";
import { searchText } from "../../protocol/search_text.ts";
import { statement } from "../../postgres/statement.ts";
import { refuseEntering } from "../room_decisions.ts";
import { findOrAddUser } from "./account_rows.ts";
import type { Database, Transaction } from "./database.ts";

const FIND_ROOM = statement(
  `SELECT key, people, people_revision AS "peopleRevision" FROM rooms
   WHERE id = $1 AND kind = 'public'`,
);
const COUNT_ROOMS = statement(
  `SELECT count(*) AS n, coalesce(bool_or(m.room = $2), false) AS "isIn"
   FROM members m JOIN rooms r ON r.key = m.room WHERE m.user_key = $1 AND r.kind = 'public'`,
);
const ENTER = statement(
  "INSERT INTO members (room, user_key, manager, since) VALUES ($1, $2, false, $3)",
);
const QUIT = statement(
  "DELETE FROM members WHERE room = $1 AND user_key = (SELECT key FROM users WHERE id = $2)",
);
/** The row of the room is held from here on: whoever posts in it waits for the commit. */
const MOVE_COUNT = statement(
  `UPDATE rooms SET people = people + $2, people_revision = people_revision + 1 WHERE key = $1
   RETURNING people, people_revision AS "peopleRevision"`,
);
const ROOMS_OF = statement(
  `SELECT (SELECT string_agg(r.id, ' ') FROM members m JOIN rooms r ON r.key = m.room
     WHERE m.user_key = u.key AND r.kind = 'public') AS ids
   FROM unnest($1::text[]) WITH ORDINALITY AS a (id, n)
   LEFT JOIN users u ON u.id = a.id ORDER BY a.n`,
);
/** Everybody in a room behind a name and an id, by both. */
const PEOPLE = statement(
  `SELECT u.id, u.name, u.role, u.last_seen_at AS "lastSeen"
   FROM members m JOIN users u ON u.key = m.user_key
   WHERE m.room = (SELECT key FROM rooms WHERE id = $1) AND (u.name, u.id) > ($2, $3)
   ORDER BY u.name, u.id LIMIT $4`,
);
const NOTE_SEEN = statement(
  "UPDATE users SET last_seen_at = $2 WHERE id = ANY($1) AND coalesce(last_seen_at, 0) < $2",
);

interface RoomRow extends Headcount {
  key: number;
}

/** Who is in which room. */
export function peopleStore(db: Database): PeopleStore {
  return {
    enterRoom: (id, user, most) => db.write((it) => enter(it, { id, user, most })),

    quitRoom: (id, userId) =>
      db.write(async (transaction) => {
        const room = await transaction.first<RoomRow>(FIND_ROOM, id);
        if (!room) return { ok: false, error: roomNotFound(id) };
        const wasIn = await transaction.execute(QUIT, room.key, userId) > 0;
        const headcount = wasIn ? await moveCount(transaction, room.key, -1) : headcountOf(room);
        return ok({ ...headcount, wasIn });
      }),

    roomsOf: (userIds) =>
      db.read(async (queries) => {
        const rows = await queries.query<{ ids: string | null }>(ROOMS_OF, userIds);
        return rows.map(({ ids }) => ids === null ? [] : ids.split(" "));
      }),

    people: (room, { after, query = "", limit }) =>
      db.read(async (queries) => {
        const wanted = searchText(query.trim());
        const most = wanted === "" ? limit : null;
        const rows = await queries.query<Account & { lastSeen: number | null }>(
          PEOPLE,
          room,
          after?.name ?? "",
          after?.id ?? "",
          most,
        );
        return rows.filter(({ name }) => wanted === "" || searchText(name).includes(wanted))
          .slice(0, limit)
          .map(({ lastSeen, ...user }) => ({ user: publicUser(user), lastSeen }));
      }),

    noteSeen: (userIds, at) =>
      db.write(async (transaction) => {
        await transaction.execute(NOTE_SEEN, userIds, at);
      }, { isRepeatable: true }),
  };
}

async function enter(
  transaction: Transaction,
  { id, user, most }: { id: string; user: User; most: number },
): Promise<Result<Headcount & { isNew: boolean }>> {
  const room = await transaction.first<RoomRow>(FIND_ROOM, id);
  if (!room) return { ok: false, error: roomNotFound(id) };
  // Holds them: what else they come into waits, so that they are counted right.
  const { key, keptOut } = await findOrAddUser(transaction, user);
  if (keptOut) return { ok: false, error: keptOut };
  const rooms = await transaction.first<{ n: number; isIn: boolean }>(COUNT_ROOMS, key, room.key);
  if (rooms!.isIn) return ok({ ...headcountOf(room), isNew: false });
  const error = refuseEntering(id, rooms!.n, most);
  if (error) return { ok: false, error };
  transaction.send(ENTER, room.key, key, transaction.at);
  return ok({ ...await moveCount(transaction, room.key, 1), isNew: true });
}

/** Notes that so many more are in a room; how many that makes. */
async function moveCount(transaction: Transaction, room: number, by: number): Promise<Headcount> {
  return (await transaction.first<Headcount>(MOVE_COUNT, room, by))!;
}

function headcountOf({ people, peopleRevision }: Headcount): Headcount {
  return { people, peopleRevision };
}
