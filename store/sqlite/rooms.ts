import type { DatabaseSync } from "node:sqlite";
import type { Member, NewRoom, RoomPatch, RoomRecord } from "../../hub/ports/store.ts";
import type { Performers, RoomReads, RoomWrites } from "./calls.ts";

const SELECT_ROOMS = `
  SELECT r.key, r.id, r.title, r.topic, r.version,
    ifnull((SELECT max(seq) FROM messages WHERE room = r.key), 0) AS lastSeq,
    r.kind, r.archived_at IS NOT NULL AS archived, r.posting
  FROM rooms r`;

/** Whoever counts as a member: of a public room only its managers. */
const SELECT_MEMBERS = `
  SELECT m.room, u.id, u.name, m.manager
  FROM members m JOIN rooms r ON r.key = m.room JOIN users u ON u.key = m.user
  WHERE (r.kind <> 'public' OR m.manager)`;

interface RoomRow extends Omit<RoomRecord, "archived" | "members"> {
  key: number;
  archived: number;
}

interface MemberRow {
  room: number;
  id: string;
  name: string;
  manager: number;
}

/** Reads rooms with their members. The database must have its schema. */
export function roomReads(db: DatabaseSync): Performers<RoomReads> {
  const rooms = db.prepare(`${SELECT_ROOMS} ORDER BY r.id`);
  const members = db.prepare(`${SELECT_MEMBERS} ORDER BY u.id`);
  return {
    rooms() {
      const byRoom = Map.groupBy(members.all() as unknown as MemberRow[], ({ room }) => room);
      return (rooms.all() as unknown as RoomRow[])
        .map((row) => toRecord(row, byRoom.get(row.key) ?? []));
    },
  };
}

/** Makes and changes rooms. The database must have its schema. */
export function roomWrites(db: DatabaseSync): Performers<RoomWrites> {
  const find = prepareFind(db);
  const add = db.prepare(
    `INSERT INTO rooms (id, title, topic, kind, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  );
  const update = db.prepare(
    `UPDATE rooms SET
       title = ifnull(:title, title),
       topic = ifnull(:topic, topic),
       posting = ifnull(:posting, posting),
       archived_at = CASE :archived
         WHEN 1 THEN ifnull(archived_at, :at) WHEN 0 THEN NULL ELSE archived_at END
     WHERE id = :id`,
  );
  const findUser = db.prepare("SELECT key FROM users WHERE id = ?");
  const setMember = db.prepare(
    `INSERT INTO members (room, user, manager, since)
     SELECT r.key, u.key, ?, ? FROM rooms r JOIN users u WHERE r.id = ? AND u.id = ?
     ON CONFLICT (room, user) DO UPDATE SET manager = excluded.manager`,
  );
  const removeMember = db.prepare(
    `DELETE FROM members WHERE room = (SELECT key FROM rooms WHERE id = ?)
       AND user = (SELECT key FROM users WHERE id = ?)`,
  );
  return {
    createRoom({ id, title, topic, kind, members }: NewRoom, at) {
      if (add.run(id, title, topic, kind, at).changes === 0) return null;
      for (const { userId, manager } of members) setMember.run(Number(manager), at, id, userId);
      return find(id);
    },
    updateRoom({ id, patch }, at) {
      update.run({ id, at, ...toValues(patch) });
      return find(id);
    },
    setMember({ id, userId, manager }, at) {
      if (findUser.get(userId) === undefined) return null;
      if (manager === null) removeMember.run(id, userId);
      else setMember.run(Number(manager), at, id, userId);
      return find(id);
    },
  };
}

/** The patch as SQL takes it: null where nothing changes. */
function toValues({ title, topic, archived, posting }: RoomPatch) {
  return {
    title: title ?? null,
    topic: topic ?? null,
    archived: archived === undefined ? null : Number(archived),
    posting: posting ?? null,
  };
}

function prepareFind(db: DatabaseSync): (id: string) => RoomRecord | null {
  const room = db.prepare(`${SELECT_ROOMS} WHERE r.id = ?`);
  const members = db.prepare(`${SELECT_MEMBERS} AND m.room = ? ORDER BY u.id`);
  return (id) => {
    const row = room.get(id) as unknown as RoomRow | undefined;
    return row ? toRecord(row, members.all(row.key) as unknown as MemberRow[]) : null;
  };
}

function toRecord({ key: _, archived, ...room }: RoomRow, members: MemberRow[]): RoomRecord {
  return { ...room, archived: archived === 1, members: members.map(toMember) };
}

function toMember({ id, name, manager }: MemberRow): Member {
  return { user: { id, name }, manager: manager === 1 };
}
