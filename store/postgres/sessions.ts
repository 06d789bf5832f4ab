import type { NewSession, Session, SessionStore, StoredAccount } from "../../accounts/ports.ts";
import { SESSIONS_PER_USER } from "../../protocol/limits.ts";
import { parseSettings } from "../../protocol/settings.ts";
import { statement } from "../../postgres/statement.ts";
import { lockUser } from "./account_rows.ts";
import type { Database, Transaction } from "./database.ts";

/** Of a query on `sessions s JOIN users u`. */
const SESSION_COLUMNS = `s.id, u.id AS "userId", s.created_at AS "createdAt",
  s.last_used_at AS "lastUsedAt", s.device, s.address`;

const ADD = statement(
  `INSERT INTO sessions (token_hash, id, user_key, created_at, last_used_at, device, address)
   SELECT $1, $2, key, $3, $3, $4, $5 FROM users
   WHERE id = $6 AND deactivated_at IS NULL
     AND password IS NOT DISTINCT FROM coalesce($7, password)
   RETURNING user_key AS "userKey"`,
);
const NOTE_SEEN = statement(
  "UPDATE users SET last_seen_at = greatest(last_seen_at, $1) WHERE key = $2",
);
/** Whatever the clock says, the new one stays. */
const END_SURPLUS = statement(
  `DELETE FROM sessions WHERE token_hash IN (
     SELECT token_hash FROM sessions WHERE user_key = $1 AND token_hash <> $2
     ORDER BY last_used_at DESC, created_at DESC, id OFFSET ${SESSIONS_PER_USER - 1}
   ) RETURNING id`,
);
const END = statement(
  `DELETE FROM sessions WHERE user_key = $1
     AND (id = ANY($2) OR ($2::text[] IS NULL AND id IS DISTINCT FROM $3))
   RETURNING id`,
);
/** Before their session, in the order of whoever ends one. */
const TOUCH_USER = statement(
  `UPDATE users SET last_seen_at = greatest(last_seen_at, $1)
   WHERE key = (SELECT user_key FROM sessions WHERE token_hash = $2)`,
);
const TOUCH = statement(
  `UPDATE sessions SET last_used_at = greatest(last_used_at, $1), address = $3
   WHERE token_hash = $2`,
);
const IN_USE = `
  SELECT s.token_hash, u.key FROM unnest($2::text[], $3::text[]) AS a (user_id, session_id)
  JOIN users u ON u.id = a.user_id
  JOIN sessions s ON s.id = a.session_id AND s.user_key = u.key`;
const TOUCH_USERS = statement(
  `WITH held AS (
     SELECT key FROM users WHERE key IN (SELECT key FROM (${IN_USE}) in_use)
     ORDER BY key FOR NO KEY UPDATE
   )
   UPDATE users u SET last_seen_at = greatest(last_seen_at, $1) FROM held WHERE u.key = held.key`,
);
const TOUCH_ALL = statement(
  `UPDATE sessions SET last_used_at = greatest(last_used_at, $1)
   WHERE token_hash IN (SELECT token_hash FROM (${IN_USE}) in_use)`,
);
const FIND_LAST = statement(
  `SELECT max(token_hash) AS "tokenHash" FROM (
     SELECT token_hash FROM sessions WHERE token_hash > $1 ORDER BY token_hash LIMIT $2
   ) AS step`,
);
/** One that somebody else is about to end, or to use, is left to them. */
const PRUNE = statement(
  `DELETE FROM sessions WHERE token_hash IN (
     SELECT token_hash FROM sessions WHERE token_hash > $1 AND token_hash <= $2
       AND (last_used_at < $3 OR created_at < $4)
     FOR UPDATE SKIP LOCKED
   )`,
);
const FIND = statement(
  `SELECT ${SESSION_COLUMNS}, u.name, u.role, u.password, u.created_at AS "userCreatedAt",
     u.deactivated_at AS "deactivatedAt", c.settings
   FROM sessions s JOIN users u ON u.key = s.user_key
   LEFT JOIN user_settings c ON c.user_key = u.key WHERE s.token_hash = $1`,
);
const LIST = statement(
  `SELECT ${SESSION_COLUMNS} FROM sessions s JOIN users u ON u.key = s.user_key
   WHERE u.id = $1 ORDER BY s.last_used_at DESC, s.created_at DESC, s.id`,
);

/** Who is signed in where. */
export function sessionStore(db: Database): SessionStore {
  return {
    addSession: (session, ifPassword) =>
      db.write(async (transaction) => {
        const ended = await beginSession(transaction, session, ifPassword ?? null);
        if (ended === null) return { ok: false, refusal: "outdated" };
        return { ok: true, endedSessions: ended };
      }),

    findSession: (tokenHash) =>
      db.read(async (queries) => {
        const row = await queries.first<FoundRow>(FIND, tokenHash);
        if (row === null) return null;
        const { name, role, password, userCreatedAt, deactivatedAt, settings, ...session } = row;
        const created = { createdAt: userCreatedAt, deactivatedAt };
        const account = { id: row.userId, name, role, password, ...created };
        return { session, account, settings: settings === null ? null : parseSettings(settings) };
      }),

    touchSession: (tokenHash, at, address) =>
      db.write((transaction) => {
        transaction.send(TOUCH_USER, at, tokenHash);
        transaction.send(TOUCH, at, tokenHash, address);
        return Promise.resolve();
      }, { isRepeatable: true }),

    touchSessions: (sessions, at) =>
      db.write((transaction) => {
        const users = sessions.map(({ userId }) => userId);
        const ids = sessions.map(({ sessionId }) => sessionId);
        transaction.send(TOUCH_USERS, at, users, ids);
        transaction.send(TOUCH_ALL, at, users, ids);
        return Promise.resolve();
      }, { isRepeatable: true }),

    listSessions: (userId) => db.read((queries) => queries.query<Session>(LIST, userId)),

    endSessions: (userId, ids, except) =>
      db.write((transaction) => endSessions(transaction, userId, { ids, except })),

    pruneSessions: (after, { limit, lastUsedBefore, createdBefore }) =>
      db.write(async (transaction) => {
        const start = after ?? "";
        const last = await transaction.first<{ tokenHash: string | null }>(FIND_LAST, start, limit);
        const next = last!.tokenHash;
        if (next === null) return { removed: 0, next };
        const removed = await transaction.execute(
          PRUNE,
          start,
          next,
          lastUsedBefore,
          createdBefore,
        );
        return { removed, next };
      }),
  };
}

type FoundRow = Session & Omit<StoredAccount, "id" | "createdAt"> & {
  userCreatedAt: number;
  /** As JSON says. */
  settings: Record<string, unknown> | null;
};

/** Begins a session of somebody who has none, and is made in the same transaction. */
export function sendFirstSession(transaction: Transaction, session: NewSession): void {
  transaction.send(ADD, ...valuesOf(session), null);
}

/** Begins a session of a user who is known and not deactivated, and has this password, unless that is null; of more than
 *  SESSIONS_PER_USER those end that were not used for the longest. Gives the ids of these, or null when it did not begin. */
export async function beginSession(
  transaction: Transaction,
  session: NewSession,
  ifPassword: string | null,
): Promise<string[] | null> {
  const { tokenHash, userId, createdAt } = session;
  // Sessions of one user begin and end one at a time.
  if (await lockUser(transaction, userId) === null) return null;
  const values = [...valuesOf(session), ifPassword];
  const added = await transaction.first<{ userKey: number }>(ADD, ...values);
  if (added === null) return null;
  transaction.send(NOTE_SEEN, createdAt, added.userKey);
  return idsOf(await transaction.query(END_SURPLUS, added.userKey, tokenHash));
}

/** Ends sessions of a user: these, or all but one. Gives the ids of those that were ended. */
export async function endSessions(
  transaction: Transaction,
  userId: string,
  { ids = null, except = null }: { ids?: string[] | null; except?: string | null } = {},
): Promise<string[]> {
  const user = await lockUser(transaction, userId);
  return user === null ? [] : idsOf(await transaction.query(END, user, ids, except));
}

/** As ADD takes them, but for the password. */
function valuesOf({ tokenHash, id, createdAt, device, address, userId }: NewSession): unknown[] {
  return [tokenHash, id, createdAt, device, address, userId];
}

function idsOf(ended: { id: string }[]): string[] {
  return ended.map(({ id }) => id);
}
