import type { DatabaseSync } from "node:sqlite";
import type { Member, RoomPatch, RoomRecord, RoomStore } from "../../hub/ports/store.ts";
import { publicUser, type Role } from "../../protocol/entities.ts";
import { ok, roomExists } from "../../protocol/errors.ts";
import { hasAccount } from "../../protocol/roles.ts";
import { decideDeletion, decideMember, decideUpdate, refuseCreation } from "../room_decisions.ts";
import { prepareFindActor, prepareProvideUser } from "./account_rows.ts";
import { prepareAddAudit } from "./add_audit.ts";
import type { Calls } from "./call_declaration.ts";
import { prepareCountPeople, prepareCountRooms } from "./room_counts.ts";

const SELECT_ROOMS = `
  SELECT r.key, r.id, r.title, r.topic, r.version, r.posts,
    ifnull((SELECT max(seq) FROM messages WHERE room = r.key), 0) AS lastSeq,
    (SELECT at FROM messages WHERE room = r.key ORDER BY seq DESC LIMIT 1) AS lastAt,
    r.kind, r.archived_at IS NOT NULL AS archived, r.posting, r.revision,
    r.people, r.people_revision AS peopleRevision,
    (SELECT id FROM users WHERE key = r.made_by) AS madeBy
  FROM rooms r`;

/** Whoever counts as a member: of a public room only its managers. */
const SELECT_MEMBERS = `
  SELECT m.room, u.id, u.name, u.role, m.manager,
    iif(r.kind = 'direct', u.last_seen_at, NULL) AS lastSeen
  FROM members m JOIN rooms r ON r.key = m.room JOIN users u ON u.key = m.user
  WHERE (r.kind <> 'public' OR m.manager)`;

const SET_MEMBER = `
  INSERT INTO members (room, user, manager, since)
  SELECT r.key, u.key, ?, ? FROM rooms r JOIN users u WHERE r.id = ? AND u.id = ?
  ON CONFLICT (room, user) DO UPDATE SET manager = excluded.manager`;

/** What was said in a private room before somebody came in is no news to them. */
const READ_SO_FAR = `
  INSERT INTO reads (room, user, seq, revision)
  SELECT r.key, u.key, r.version, 1 FROM rooms r JOIN users u
  WHERE r.id = ? AND u.id = ? AND r.kind = 'private'
    AND NOT EXISTS (SELECT 1 FROM members WHERE room = r.key AND user = u.key)
  ON CONFLICT (room, user) DO UPDATE SET seq = excluded.seq, revision = revision + 1`;

interface RoomRow extends Omit<RoomRecord, "archived" | "members"> {
  key: number;
  archived: number;
}

interface MemberRow {
  room: number;
  id: string;
  name: string;
  role: Role;
  manager: number;
  lastSeen: number | null;
}

/** Rooms with their members. */
export const roomCalls: Calls<RoomStore> = {
  rooms: {
    kind: "read",
    prepare(db) {
      const rooms = db.prepare(`${SELECT_ROOMS} ORDER BY r.id`);
      const members = db.prepare(`${SELECT_MEMBERS} ORDER BY u.id`);
      return () => {
        const byRoom = Map.groupBy(members.all() as unknown as MemberRow[], ({ room }) => room);
        return (rooms.all() as unknown as RoomRow[])
          .map((row) => toRecord(row, byRoom.get(row.key) ?? []));
      };
    },
  },

  room: {
    kind: "read",
    prepare: (db) => prepareFind(db),
  },

  versions: {
    kind: "read",
    prepare(db) {
      const find = db.prepare("SELECT version FROM rooms WHERE id = ?");
      return (ids) => ids.map((id) => (find.get(id)?.version ?? null) as number | null);
    },
  },

  createRoom: {
    kind: "write",
    prepare(db, unit) {
      const find = prepareFind(db);
      const isTaken = db.prepare("SELECT 1 FROM rooms WHERE id = ?");
      const provideUser = prepareProvideUser(db, unit);
      const countRooms = prepareCountRooms(db);
      const add = db.prepare(
        `INSERT INTO rooms (id, title, topic, kind, made_by, by_guest, created_at,
           revision, people_revision)
         SELECT ?, ?, ?, ?, ?, ?, ?, revision, revision FROM room_deletions`,
      );
      const setMember = db.prepare(SET_MEMBER);
      const count = prepareCountPeople(db);
      return ({ id, title, topic, kind, maker, members }, quotas) => {
        if (isTaken.get(id) !== undefined) return { ok: false, error: roomExists(id) };
        const made = maker && provideUser(maker);
        if (made?.keptOut) return { ok: false, error: made.keptOut };
        const error = quotas && refuseCreation(kind, {
          byGuest: made?.isGuest ?? false,
          counts: countRooms(kind, made?.key ?? null),
          quotas,
        });
        if (error) return { ok: false, error };
        const byGuest = Number(made?.isGuest ?? false);
        add.run(id, title, topic, kind, made?.key ?? null, byGuest, unit.at);
        for (const { userId, manager } of members) {
          setMember.run(Number(manager), unit.at, id, userId);
        }
        count(id);
        return ok(find(id)!);
      };
    },
    stale: (reads, [{ id }]) => reads.forgetPage(id),
  },

  updateRoom: {
    kind: "write",
    prepare(db, unit) {
      const find = prepareFind(db);
      const findActor = prepareFindActor(db, unit);
      const addAudit = prepareAddAudit(db);
      const update = db.prepare(
        `UPDATE rooms SET
           revision = revision + 1,
           title = ifnull(:title, title),
           topic = ifnull(:topic, topic),
           posting = ifnull(:posting, posting),
           archived_at = CASE :archived
             WHEN 1 THEN ifnull(archived_at, :at) WHEN 0 THEN NULL ELSE archived_at END
         WHERE id = :id`,
      );
      return (id, patch, actorId) => {
        const decided = decideUpdate(find(id), { id, patch, actor: findActor(actorId) });
        if (!decided.ok) return decided;
        update.run({ id, at: unit.at, ...toValues(patch) });
        for (const note of decided.value) addAudit({ at: unit.at, ...note });
        return ok(find(id)!);
      };
    },
  },

  deleteRoom: {
    kind: "write",
    prepare(db, unit) {
      const find = prepareFind(db);
      const findActor = prepareFindActor(db, unit);
      const addAudit = prepareAddAudit(db);
      const removeMembers = db.prepare(
        "DELETE FROM members WHERE room = (SELECT key FROM rooms WHERE id = ?)",
      );
      const removeReads = db.prepare(
        "DELETE FROM reads WHERE room = (SELECT key FROM rooms WHERE id = ?)",
      );
      const remove = db.prepare("DELETE FROM rooms WHERE id = ?");
      const noteDeletion = db.prepare("UPDATE room_deletions SET revision = max(revision, ?)");
      return (id, actorId) => {
        const room = find(id);
        const actor = actorId === null ? null : findActor(actorId);
        const decided = decideDeletion(room, { id, actor });
        if (!decided.ok) return decided;
        removeMembers.run(id);
        removeReads.run(id);
        remove.run(id);
        const deleted = { ...room!, revision: room!.revision + 1 };
        noteDeletion.run(Math.max(deleted.revision, deleted.peopleRevision) + 1);
        for (const note of decided.value) addAudit({ at: unit.at, ...note });
        return ok(deleted);
      };
    },
    stale: (reads, [id]) => reads.forgetPage(id),
  },

  emptyGuestRooms: {
    kind: "read",
    prepare(db) {
      const find = db.prepare(
        `SELECT id FROM rooms WHERE by_guest = 1 AND archived_at IS NULL
           AND version = 0 AND created_at < ? ORDER BY created_at LIMIT ?`,
      );
      return (madeBefore, limit) => find.all(madeBefore, limit).map(({ id }) => id as string);
    },
  },

  setMember: {
    kind: "write",
    prepare(db, unit) {
      const find = prepareFind(db);
      const findActor = prepareFindActor(db, unit);
      const addAudit = prepareAddAudit(db);
      const setMember = db.prepare(SET_MEMBER);
      const removeMember = db.prepare(
        `DELETE FROM members WHERE room = (SELECT key FROM rooms WHERE id = ?)
           AND user = (SELECT key FROM users WHERE id = ?)`,
      );
      const stopManaging = db.prepare(
        `UPDATE members SET manager = 0 WHERE room = (SELECT key FROM rooms WHERE id = ?)
           AND user = (SELECT key FROM users WHERE id = ?)`,
      );
      const count = prepareCountPeople(db);
      const readSoFar = db.prepare(READ_SO_FAR);
      const revise = db.prepare("UPDATE rooms SET revision = revision + 1 WHERE id = ?");
      return (change) => {
        const { room: id, user } = change;
        const room = find(id);
        const decided = decideMember(room, change, {
          actor: findActor(change.actor),
          isAccount: hasAccount(findActor(user)),
        });
        if (!decided.ok) return decided;
        const { manager, notes } = decided.value;
        if (manager === null) {
          (room!.kind === "public" ? stopManaging : removeMember).run(id, user);
        } else {
          readSoFar.run(id, user);
          setMember.run(Number(manager), unit.at, id, user);
          count(id);
        }
        revise.run(id);
        for (const note of notes) addAudit({ at: unit.at, ...note });
        return ok(find(id)!);
      };
    },
  },
};

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

function toMember({ id, name, role, manager, lastSeen }: MemberRow): Member {
  const member = { user: publicUser({ id, name, role }), manager: manager === 1 };
  return lastSeen === null ? member : { ...member, lastSeen };
}
