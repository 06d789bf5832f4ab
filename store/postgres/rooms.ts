import type {
  Member,
  NewRoom,
  RoomPatch,
  RoomQuotas,
  RoomRecord,
  RoomStore,
} from "../../hub/ports/store.ts";
import { publicUser, type Role } from "../../protocol/entities.ts";
import { ok, type Result, roomExists } from "../../protocol/errors.ts";
import { hasAccount } from "../../protocol/roles.ts";
import { statement } from "../../postgres/statement.ts";
import { decideDeletion, decideMember, decideUpdate, refuseCreation } from "../room_decisions.ts";
import { findOrAddUser, lockActors } from "./account_rows.ts";
import { addAudit } from "./audit.ts";
import type { Database, Queries, Transaction } from "./database.ts";
import type { OrderedWrites } from "./ordered_writes.ts";

const SELECT_ROOMS = `
  SELECT r.key, r.id, r.title, r.topic, r.version, r.posts,
    coalesce((SELECT max(seq) FROM messages WHERE room = r.key), 0) AS "lastSeq",
    (SELECT at FROM messages WHERE room = r.key ORDER BY seq DESC LIMIT 1) AS "lastAt",
    r.kind, r.archived_at IS NOT NULL AS archived, r.posting, r.revision,
    r.people, r.people_revision AS "peopleRevision",
    (SELECT id FROM users WHERE key = r.made_by) AS "madeBy"
  FROM rooms r`;

/** Whoever counts as a member: of a public room only its managers. */
const SELECT_MEMBERS = `
  SELECT m.room, u.id, u.name, u.role, m.manager,
    CASE r.kind WHEN 'direct' THEN u.last_seen_at END AS "lastSeen"
  FROM members m JOIN rooms r ON r.key = m.room JOIN users u ON u.key = m.user_key
  WHERE (r.kind <> 'public' OR m.manager)`;

const ALL_ROOMS = statement(`${SELECT_ROOMS} ORDER BY r.id`);
const ALL_MEMBERS = statement(`${SELECT_MEMBERS} ORDER BY u.id`);
const ROOM = statement(`${SELECT_ROOMS} WHERE r.id = $1`);
const MEMBERS = statement(
  `${SELECT_MEMBERS} AND m.room = (SELECT key FROM rooms WHERE id = $1) ORDER BY u.id`,
);
const VERSIONS = statement(
  `SELECT r.version FROM unnest($1::text[]) WITH ORDINALITY AS a (id, n)
   LEFT JOIN rooms r ON r.id = a.id ORDER BY a.n`,
);
/** Whoever changes a room or its log waits here for each other. */
const LOCK = statement("SELECT 1 FROM rooms WHERE id = $1 FOR NO KEY UPDATE");
/** Also whoever refers to it. */
const LOCK_ALL = statement("SELECT 1 FROM rooms WHERE id = $1 FOR UPDATE");
const IS_TAKEN = statement("SELECT 1 FROM rooms WHERE id = $1");
const ADD = statement(
  `INSERT INTO rooms
     (id, title, topic, kind, made_by, by_guest, created_at, revision, people_revision)
   SELECT $1, $2, $3, $4, $5, $6, $7, revision, revision FROM room_deletions`,
);
const COUNT = statement(
  `SELECT (SELECT count(*) FROM rooms WHERE kind = $1) AS "ofKind",
     (SELECT count(*) FROM rooms WHERE made_by = $2 AND kind = $1) AS "ofMaker",
     (SELECT count(*) FROM rooms WHERE by_guest AND archived_at IS NULL) AS "byGuests"`,
);
const SET_MEMBER = statement(
  `INSERT INTO members (room, user_key, manager, since)
   SELECT r.key, u.key, $3, $4 FROM rooms r, users u WHERE r.id = $1 AND u.id = $2
   ON CONFLICT (room, user_key) DO UPDATE SET manager = excluded.manager`,
);
const REMOVE_MEMBER = statement(
  `DELETE FROM members WHERE room = (SELECT key FROM rooms WHERE id = $1)
     AND user_key = (SELECT key FROM users WHERE id = $2)`,
);
const STOP_MANAGING = statement(
  `UPDATE members SET manager = false WHERE room = (SELECT key FROM rooms WHERE id = $1)
     AND user_key = (SELECT key FROM users WHERE id = $2)`,
);
/** Notes anew how many are in a room, if it is a public one. */
const COUNT_PEOPLE = statement(
  `UPDATE rooms r SET people = counted.people, people_revision = r.people_revision + 1
   FROM (SELECT key, (SELECT count(*) FROM members WHERE room = key) AS people
     FROM rooms WHERE id = $1 AND kind = 'public') AS counted
   WHERE r.key = counted.key AND r.people <> counted.people`,
);
/** What was said in a private room before somebody came in is no news to them. */
const READ_SO_FAR = statement(
  `INSERT INTO reads AS d (room, user_key, seq, revision)
   SELECT r.key, u.key, r.version, 1 FROM rooms r, users u
   WHERE r.id = $1 AND u.id = $2 AND r.kind = 'private'
     AND NOT EXISTS (SELECT 1 FROM members WHERE room = r.key AND user_key = u.key)
   ON CONFLICT (room, user_key) DO UPDATE SET seq = excluded.seq, revision = d.revision + 1`,
);
const REVISE = statement("UPDATE rooms SET revision = revision + 1 WHERE id = $1");
const UPDATE = statement(
  `UPDATE rooms SET
     revision = revision + 1,
     title = coalesce($2, title),
     topic = coalesce($3, topic),
     posting = coalesce($4, posting),
     archived_at = CASE $5::boolean
       WHEN true THEN coalesce(archived_at, $6) WHEN false THEN NULL ELSE archived_at END
   WHERE id = $1`,
);
const REMOVE_MEMBERS = statement(
  "DELETE FROM members WHERE room = (SELECT key FROM rooms WHERE id = $1)",
);
const REMOVE_READS = statement(
  "DELETE FROM reads WHERE room = (SELECT key FROM rooms WHERE id = $1)",
);
const REMOVE = statement("DELETE FROM rooms WHERE id = $1");
const NOTE_DELETION = statement("UPDATE room_deletions SET revision = greatest(revision, $1)");
const EMPTY_GUEST_ROOMS = statement(
  `SELECT id FROM rooms WHERE by_guest AND archived_at IS NULL AND version = 0
     AND created_at < $1 ORDER BY created_at LIMIT $2`,
);

interface RoomRow extends Omit<RoomRecord, "members"> {
  key: number;
}

interface MemberRow {
  room: number;
  id: string;
  name: string;
  role: Role;
  manager: boolean;
  lastSeen: number | null;
}

/** Rooms with their members. */
export function roomStore(db: Database, ordered: OrderedWrites): RoomStore {
  return {
    rooms: () =>
      db.snapshot(async (queries) => {
        const [rooms, members] = await Promise.all([
          queries.query<RoomRow>(ALL_ROOMS),
          queries.query<MemberRow>(ALL_MEMBERS),
        ]);
        const byRoom = Map.groupBy(members, ({ room }) => room);
        return rooms.map((row) => toRecord(row, byRoom.get(row.key) ?? []));
      }),

    room: (id) => db.snapshot((queries) => find(queries, id)),

    versions: (ids) =>
      db.read(async (queries) => {
        const rows = await queries.query<{ version: number | null }>(VERSIONS, ids);
        return rows.map(({ version }) => version);
      }),

    createRoom: (room, quotas) => ordered.write((transaction) => create(transaction, room, quotas)),

    updateRoom: (id, patch, actorId) =>
      ordered.write(async (transaction) => {
        await transaction.query(LOCK, id);
        const actor = (await lockActors(transaction, actorId))(actorId);
        const decided = decideUpdate(await find(transaction, id), { id, patch, actor });
        if (!decided.ok) return decided;
        transaction.send(UPDATE, id, ...toValues(patch), transaction.at);
        addAudit(transaction, ...decided.value.map((note) => ({ at: transaction.at, ...note })));
        return ok((await find(transaction, id))!);
      }),

    deleteRoom: (id, actorId) => ordered.write((transaction) => remove(transaction, id, actorId)),

    emptyGuestRooms: (madeBefore, limit) =>
      db.read(async (queries) => {
        const rows = await queries.query<{ id: string }>(EMPTY_GUEST_ROOMS, madeBefore, limit);
        return rows.map(({ id }) => id);
      }),

    setMember: (change) =>
      ordered.write(async (transaction) => {
        const { room: id, user } = change;
        await transaction.query(LOCK, id);
        const accountOf = await lockActors(transaction, change.actor, user);
        const room = await find(transaction, id);
        const decided = decideMember(room, change, {
          actor: accountOf(change.actor),
          isAccount: hasAccount(accountOf(user)),
        });
        if (!decided.ok) return decided;
        const { manager, notes } = decided.value;
        if (manager === null) {
          transaction.send(room!.kind === "public" ? STOP_MANAGING : REMOVE_MEMBER, id, user);
        } else {
          transaction.send(READ_SO_FAR, id, user);
          transaction.send(SET_MEMBER, id, user, manager, transaction.at);
          transaction.send(COUNT_PEOPLE, id);
        }
        transaction.send(REVISE, id);
        addAudit(transaction, ...notes.map((note) => ({ at: transaction.at, ...note })));
        return ok((await find(transaction, id))!);
      }),
  };
}

async function create(
  transaction: Transaction,
  { id, title, topic, kind, maker, members }: NewRoom,
  quotas: RoomQuotas | undefined,
): Promise<Result<RoomRecord>> {
  // One at a time: quotas are about all rooms, of which no row could be locked that is not there yet.
  await transaction.alone();
  if (await transaction.first(IS_TAKEN, id)) return { ok: false, error: roomExists(id) };
  const made = maker && await findOrAddUser(transaction, maker);
  if (made?.keptOut) return { ok: false, error: made.keptOut };
  const counts = await transaction.first<Parameters<typeof refuseCreation>[1]["counts"]>(
    COUNT,
    kind,
    made?.key ?? null,
  );
  const byGuest = made?.isGuest ?? false;
  const error = quotas && refuseCreation(kind, { byGuest, counts: counts!, quotas });
  if (error) return { ok: false, error };
  transaction.send(ADD, id, title, topic, kind, made?.key ?? null, byGuest, transaction.at);
  for (const { userId, manager } of members) {
    transaction.send(SET_MEMBER, id, userId, manager, transaction.at);
  }
  transaction.send(COUNT_PEOPLE, id);
  return ok((await find(transaction, id))!);
}

async function remove(
  transaction: Transaction,
  id: string,
  actorId: string | null,
): Promise<Result<RoomRecord>> {
  await transaction.alone();
  await transaction.query(LOCK_ALL, id);
  const actor = actorId === null ? null : (await lockActors(transaction, actorId))(actorId);
  const room = await find(transaction, id);
  const decided = decideDeletion(room, { id, actor });
  if (!decided.ok) return decided;
  transaction.send(REMOVE_MEMBERS, id);
  transaction.send(REMOVE_READS, id);
  transaction.send(REMOVE, id);
  const deleted = { ...room!, revision: room!.revision + 1 };
  transaction.send(NOTE_DELETION, Math.max(deleted.revision, deleted.peopleRevision) + 1);
  addAudit(transaction, ...decided.value.map((note) => ({ at: transaction.at, ...note })));
  return ok(deleted);
}

/** The patch as SQL takes it: null where nothing changes. */
function toValues({ title, topic, posting, archived }: RoomPatch): unknown[] {
  return [title ?? null, topic ?? null, posting ?? null, archived ?? null];
}

async function find(queries: Queries, id: string): Promise<RoomRecord | null> {
  const [room, members] = await Promise.all([
    queries.first<RoomRow>(ROOM, id),
    queries.query<MemberRow>(MEMBERS, id),
  ]);
  return room && toRecord(room, members);
}

function toRecord({ key: _, ...room }: RoomRow, members: MemberRow[]): RoomRecord {
  return { ...room, members: members.map(toMember) };
}

function toMember({ id, name, role, manager, lastSeen }: MemberRow): Member {
  const member = { user: publicUser({ id, name, role }), manager };
  return lastSeen === null ? member : { ...member, lastSeen };
}
