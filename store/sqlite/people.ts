import type { DatabaseSync } from "node:sqlite";
import type { Headcount, PeopleStore } from "../../hub/ports/store.ts";
import { type Account, publicUser } from "../../protocol/entities.ts";
import { ok, roomNotFound } from "../../protocol/errors.ts";
import { searchText } from "../../protocol/search_text.ts";
import { refuseEntering } from "../room_decisions.ts";
import { prepareProvideUser } from "./account_rows.ts";
import type { Calls } from "./call_declaration.ts";

const FIND_ROOM = `
  SELECT key, people, people_revision AS peopleRevision FROM rooms
  WHERE id = ? AND kind = 'public'`;

const PERSON = "u.id, u.name, u.role, u.last_seen_at AS lastSeen";
/** Everybody in a room behind a name and an id, by both. */
const PEOPLE_OF = `
  members m JOIN users u ON u.key = m.user
  WHERE m.room = (SELECT key FROM rooms WHERE id = ?) AND (u.name, u.id) > (?, ?)
  ORDER BY u.name, u.id`;

interface RoomRow extends Headcount {
  key: number;
}

interface PersonRow extends Account {
  lastSeen: number | null;
}

/** Who is in which room. */
export const peopleCalls: Calls<PeopleStore> = {
  enterRoom: {
    kind: "write",
    prepare(db, unit) {
      const findRoom = db.prepare(FIND_ROOM);
      const provideUser = prepareProvideUser(db, unit);
      const isIn = db.prepare("SELECT 1 FROM members WHERE room = ? AND user = ?");
      const countRooms = db.prepare(
        `SELECT count(*) AS n FROM members m JOIN rooms r ON r.key = m.room
         WHERE m.user = ? AND r.kind = 'public'`,
      );
      const enter = db.prepare(
        "INSERT INTO members (room, user, manager, since) VALUES (?, ?, 0, ?)",
      );
      const count = prepareMoveCount(db);
      return (id, user, most) => {
        const room = findRoom.get(id) as unknown as RoomRow | undefined;
        if (!room) return { ok: false, error: roomNotFound(id) };
        const { key, keptOut } = provideUser(user);
        if (keptOut) return { ok: false, error: keptOut };
        if (isIn.get(room.key, key)) return ok({ ...headcountOf(room), isNew: false });
        const error = refuseEntering(id, Number(countRooms.get(key)!.n), most);
        if (error) return { ok: false, error };
        enter.run(room.key, key, unit.at);
        return ok({ ...count(room.key, 1), isNew: true });
      };
    },
  },

  quitRoom: {
    kind: "write",
    prepare(db) {
      const findRoom = db.prepare(FIND_ROOM);
      const quit = db.prepare(
        "DELETE FROM members WHERE room = ? AND user = (SELECT key FROM users WHERE id = ?)",
      );
      const count = prepareMoveCount(db);
      return (id, userId) => {
        const room = findRoom.get(id) as unknown as RoomRow | undefined;
        if (!room) return { ok: false, error: roomNotFound(id) };
        const wasIn = quit.run(room.key, userId).changes > 0;
        return ok({ ...(wasIn ? count(room.key, -1) : headcountOf(room)), wasIn });
      };
    },
  },

  roomsOf: {
    kind: "read",
    prepare(db) {
      // One row with all of them: a row for each would take five times as long.
      const find = db.prepare(
        `SELECT json_group_array(r.id) AS ids
         FROM members m JOIN rooms r ON r.key = m.room
         WHERE m.user = (SELECT key FROM users WHERE id = ?) AND r.kind = 'public'`,
      );
      return (userIds) => userIds.map((id) => JSON.parse(find.get(id)!.ids as string));
    },
  },

  people: {
    kind: "read",
    prepare(db) {
      const page = db.prepare(`SELECT ${PERSON} FROM ${PEOPLE_OF} LIMIT ?`);
      // As one text: a row for each takes three times as long. Neither names nor ids have line breaks.
      const names = db.prepare(
        `SELECT group_concat(name || char(10) || id, char(10)) AS lines
         FROM (SELECT u.name, u.id FROM ${PEOPLE_OF})`,
      );
      const find = db.prepare(`SELECT ${PERSON} FROM users u WHERE u.id = ?`);
      const search = (wanted: string, limit: number, from: [string, string, string]) => {
        const lines = (names.get(...from)?.lines as string | null)?.split("\n") ?? [];
        const found = [];
        for (let i = 0; i < lines.length && found.length < limit; i += 2) {
          if (searchText(lines[i]!).includes(wanted)) found.push(find.get(lines[i + 1]!));
        }
        return found;
      };
      return (room, { after, query = "", limit }) => {
        const from: [string, string, string] = [room, after?.name ?? "", after?.id ?? ""];
        const wanted = searchText(query.trim());
        const rows = wanted === "" ? page.all(...from, limit) : search(wanted, limit, from);
        return (rows as unknown as PersonRow[])
          .map(({ lastSeen, ...user }) => ({ user: publicUser(user), lastSeen }));
      };
    },
  },

  noteSeen: {
    kind: "write",
    prepare(db) {
      const note = db.prepare(
        "UPDATE users SET last_seen_at = max(ifnull(last_seen_at, 0), ?) WHERE id = ?",
      );
      return (userIds, at) => {
        for (const id of userIds) note.run(at, id);
      };
    },
  },
};

/** Notes that so many more are in a room; how many that makes. */
function prepareMoveCount(db: DatabaseSync): (room: number, by: number) => Headcount {
  const move = db.prepare(
    `UPDATE rooms SET people = people + ?, people_revision = people_revision + 1 WHERE key = ?
     RETURNING people, people_revision AS peopleRevision`,
  );
  return (room, by) => headcountOf(move.get(by, room) as unknown as Headcount);
}

function headcountOf({ people, peopleRevision }: Headcount): Headcount {
  return { people, peopleRevision };
}
