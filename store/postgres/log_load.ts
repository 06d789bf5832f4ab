import type { Change } from "../../hub/ports/store.ts";
import type { Role, RoomInfo } from "../../protocol/entities.ts";
import type { Guarded } from "../../protocol/room_rules.ts";
import { statement } from "../../postgres/statement.ts";
import type { UserBans } from "../kept_out.ts";
import type { Transaction } from "./database.ts";
import { MESSAGE_COLUMNS, type MessageRow } from "./message_row.ts";
import { findUserBans } from "./user_bans.ts";

/** A room's row, which no other transaction can change until this one ends. */
export interface RoomRow extends Pick<RoomInfo, "id" | "kind" | "posting" | "archived"> {
  key: number;
  version: number;
}

/** A user's row, held like that of a room. */
export interface UserRow {
  id: string;
  name: string;
  /** Whether it is an account, whose name is claimed. */
  claimed: boolean;
  /** That others see. */
  role: Role;
  /** By which they may do things now. */
  actingRole: Role;
  deactivated: boolean;
}

/** All that some changes are decided on. */
export interface LoadedLog {
  rooms: RoomRow[];
  users: UserRow[];
  /** Of these users. */
  bans: UserBans;
  /** Of those who want to change something in rooms that are not open to everybody. */
  members: { room: string; user: string; manager: boolean }[];
  /** Those that are edited, deleted or answered, and those whose post comes again. */
  messages: (MessageRow & { room: string })[];
  /** Whose messages are being erased: ids. Those pending when a change is part of one, else none. */
  erasures: string[];
}

/** In the order of their keys, so that two batches with the same rooms wait for each other and never both. */
const LOCK_ROOMS = statement(
  `SELECT key, id, version, kind, posting, archived_at IS NOT NULL AS archived
   FROM rooms WHERE id = ANY($1) ORDER BY key FOR NO KEY UPDATE`,
);
/** After the rooms, in the same way. Nobody loses a right, and no guest is swept, while they write. */
const LOCK_USERS = statement(
  `SELECT id, name, claimed_key IS NOT NULL AS claimed, role,
     CASE WHEN deactivated_at IS NULL THEN role ELSE 'guest' END AS "actingRole",
     deactivated_at IS NOT NULL AS deactivated
   FROM users WHERE id = ANY($1) ORDER BY key FOR NO KEY UPDATE`,
);
const FIND_MEMBERS = statement(
  `SELECT a.room, a.member AS user, m.manager
   FROM unnest($1::text[], $2::text[]) AS a (room, member)
   JOIN rooms r ON r.id = a.room JOIN users u ON u.id = a.member
   JOIN members m ON m.room = r.key AND m.user_key = u.key`,
);
/** Each by the one row that its key names: joined flatly, a planner that takes the log of a room for short would read all of
 *  it for each. */
const FIND_REPEATED = statement(
  `SELECT a.room, ${MESSAGE_COLUMNS}
   FROM unnest($1::text[], $2::text[], $3::text[]) AS a (room, client_id, author)
   JOIN rooms r ON r.id = a.room JOIN users u ON u.id = a.author
   CROSS JOIN LATERAL (
     SELECT * FROM messages
     WHERE room = r.key AND client_id = a.client_id AND user_key = u.key OFFSET 0
   ) m`,
);
const FIND_BY_SEQ = statement(
  `SELECT a.room, ${MESSAGE_COLUMNS}
   FROM unnest($1::text[], $2::bigint[]) AS a (room, seq)
   JOIN rooms r ON r.id = a.room
   CROSS JOIN LATERAL (SELECT * FROM messages WHERE room = r.key AND seq = a.seq OFFSET 0) m
   JOIN users u ON u.key = m.user_key`,
);
const LOCK_ERASURES = statement("SELECT user_id AS id FROM erasures ORDER BY user_id FOR UPDATE");

/** Rooms that everybody may read and post to. */
export function isOpen({ kind, archived, posting }: Omit<Guarded, "id" | "managerOf">): boolean {
  return kind === "public" && !archived && posting === "everyone";
}

/** Locks what the changes are about and reads what they are decided on, in one trip unless a room is not as it was.
 *  @param openRooms ids of rooms that were open when they were last seen, which is noted here */
export async function loadLog(
  transaction: Transaction,
  changes: Change[],
  openRooms: Set<string>,
): Promise<LoadedLog> {
  const asked = whatIsAsked(changes);
  const expectsOpen = asked.rooms.every((room) => openRooms.has(room));
  const [rooms, users, bans, repeated, bySeq, erasures, members] = await transaction.together(() =>
    Promise.all([
      transaction.query<RoomRow>(LOCK_ROOMS, asked.rooms),
      transaction.query<UserRow>(LOCK_USERS, asked.users),
      findUserBans(transaction, asked.users),
      find(transaction, FIND_REPEATED, asked.posts),
      find(transaction, FIND_BY_SEQ, asked.places),
      asked.erases ? transaction.query<{ id: string }>(LOCK_ERASURES) : [],
      expectsOpen ? null : findMembers(transaction, changes),
    ])
  );
  for (const room of rooms) {
    if (isOpen(room)) openRooms.add(room.id);
    else openRooms.delete(room.id);
  }
  const isAsExpected = rooms.every((room) => openRooms.has(room.id));
  return {
    rooms,
    users,
    bans,
    messages: [...repeated, ...bySeq],
    erasures: erasures.map(({ id }) => id),
    members: members ?? (isAsExpected ? [] : await findMembers(transaction, changes)),
  };
}

/** Columns for `unnest`, one entry of each for a row. */
type Columns = unknown[][];

function whatIsAsked(changes: Change[]) {
  const rooms = new Set<string>();
  const users = new Set<string>();
  const posts: Columns = [[], [], []];
  const places: Columns = [[], []];
  let erases = false;
  for (const change of changes) {
    const { room, user } = change;
    rooms.add(room);
    users.add(user.id);
    if (change.kind === "post") push(posts, room, change.id, user.id);
    else push(places, room, change.seq);
    if (change.kind === "delete") erases ||= change.erasure === true;
    else if (change.content.replyTo !== undefined) push(places, room, change.content.replyTo);
  }
  return { rooms: [...rooms], users: [...users], posts, places, erases };
}

function push(columns: Columns, ...row: unknown[]): void {
  row.forEach((value, i) => columns[i]!.push(value));
}

async function find(
  transaction: Transaction,
  by: typeof FIND_BY_SEQ,
  columns: Columns,
): Promise<LoadedLog["messages"]> {
  if (columns[0]!.length === 0) return [];
  return await transaction.query(by, ...columns);
}

function findMembers(transaction: Transaction, changes: Change[]): Promise<LoadedLog["members"]> {
  const pairs = new Map(changes.map(({ room, user }) => [`${room} ${user.id}`, [room, user.id]]));
  const columns = [0, 1].map((i) => [...pairs.values()].map((pair) => pair[i]));
  return transaction.query(FIND_MEMBERS, ...columns);
}
