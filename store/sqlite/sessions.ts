import type { DatabaseSync } from "node:sqlite";
import type {
  FoundSession,
  NewSession,
  Session,
  SessionStore,
  StoredAccount,
} from "../../accounts/ports.ts";
import { SESSIONS_PER_USER } from "../../protocol/limits.ts";
import { parseSettings } from "../../protocol/settings.ts";
import { ACCOUNT_COLUMNS } from "./account_rows.ts";
import type { CachedReads } from "./cached_reads.ts";
import type { Calls, WriteCall } from "./call_declaration.ts";

/** Of a query on `sessions s JOIN users u`. */
const SESSION_COLUMNS = `s.id, u.id AS userId, s.created_at AS createdAt,
  s.last_used_at AS lastUsedAt, s.device, s.address`;

const NOTE_SEEN = "UPDATE users SET last_seen_at = max(ifnull(last_seen_at, 0), ?) WHERE key = ?";

/** A session, by what it may be kept under in memory. */
export interface KeptSession {
  tokenHash: string;
}

/** A session that has ended. */
export interface EndedSession extends KeptSession {
  id: string;
}

const addSession: WriteCall<SessionStore["addSession"], EndedSession[] | null> = {
  kind: "write",
  prepare(db) {
    const begin = prepareBeginSession(db);
    return (session, ifPassword) => begin(session, ifPassword ?? null);
  },
  stale(reads, [{ tokenHash }], ended) {
    reads.sessions.forget(tokenHash);
    // Null: none began, so none ended.
    if (ended !== null) forgetSessions(reads, ended);
  },
  answer: (ended) =>
    ended === null ? { ok: false, refusal: "outdated" } : { ok: true, endedSessions: idsOf(ended) },
};

const endSessions: WriteCall<SessionStore["endSessions"], EndedSession[]> = {
  kind: "write",
  prepare: prepareEndSessions,
  stale: (reads, _, ended) => forgetSessions(reads, ended),
  answer: idsOf,
};

const touchSessions: WriteCall<SessionStore["touchSessions"], KeptSession[]> = {
  kind: "write",
  prepare(db) {
    const touch = db.prepare(
      `UPDATE sessions SET last_used_at = max(last_used_at, ?)
       WHERE user = (SELECT key FROM users WHERE id = ?) AND id = ?
       RETURNING user, token_hash AS tokenHash`,
    );
    const noteSeen = db.prepare(NOTE_SEEN);
    return (sessions, at) => {
      const touched = sessions.flatMap(({ userId, sessionId }) => touch.all(at, userId, sessionId));
      for (const { user } of touched) noteSeen.run(at, Number(user));
      return touched.map(({ tokenHash }) => ({ tokenHash: String(tokenHash) }));
    };
  },
  stale: (reads, _, touched) => forgetSessions(reads, touched),
  answer: () => {},
};

/** A step of a sweep, and what it has ended. */
interface PrunedSessions {
  ended: EndedSession[];
  next: string | null;
}

const pruneSessions: WriteCall<SessionStore["pruneSessions"], PrunedSessions> = {
  kind: "write",
  prepare(db) {
    const findLast = db.prepare(
      `SELECT max(token_hash) AS tokenHash FROM (
         SELECT token_hash FROM sessions WHERE token_hash > ? ORDER BY token_hash LIMIT ?
       )`,
    );
    const end = db.prepare(
      `DELETE FROM sessions WHERE token_hash > :after AND token_hash <= :last
         AND (last_used_at < :lastUsedBefore OR created_at < :createdBefore)
       RETURNING id, token_hash AS tokenHash`,
    );
    return (after, { limit, ...before }) => {
      const last = findLast.get(after ?? "", limit)?.tokenHash as string | null;
      if (last === null) return { ended: [], next: null };
      const ended = end.all({ ...before, after: after ?? "", last }) as unknown as EndedSession[];
      return { ended, next: last };
    };
  },
  stale: (reads, _, pruned) => forgetSessions(reads, pruned?.ended),
  answer: ({ ended, next }) => ({ removed: ended.length, next }),
};

/** Who is signed in where. */
export const sessionCalls: Calls<SessionStore> = {
  addSession,
  endSessions,

  touchSession: {
    kind: "write",
    prepare(db) {
      const touch = db.prepare(
        `UPDATE sessions SET last_used_at = max(last_used_at, ?), address = ?
         WHERE token_hash = ? RETURNING user`,
      );
      const noteSeen = db.prepare(NOTE_SEEN);
      return (tokenHash, at, address) => {
        const touched = touch.get(at, address, tokenHash);
        if (touched !== undefined) noteSeen.run(at, Number(touched.user));
      };
    },
    stale: (reads, [tokenHash]) => reads.sessions.forget(tokenHash),
  },

  touchSessions,

  pruneSessions,

  findSession: {
    kind: "read",
    prepare(db) {
      const find = db.prepare(
        `SELECT ${SESSION_COLUMNS} FROM sessions s JOIN users u ON u.key = s.user
         WHERE s.token_hash = ?`,
      );
      const findAccount = db.prepare(`SELECT ${ACCOUNT_COLUMNS} FROM users u WHERE u.id = ?`);
      const findSettings = db.prepare(
        `SELECT settings FROM user_settings WHERE user = (SELECT key FROM users WHERE id = ?)`,
      );
      return (tokenHash): FoundSession | null => {
        const session = find.get(tokenHash) as unknown as Session | undefined;
        if (session === undefined) return null;
        const account = findAccount.get(session.userId) as unknown as StoredAccount;
        const row = findSettings.get(session.userId) as { settings: string } | undefined;
        return { session, account, settings: row ? parseSettings(JSON.parse(row.settings)) : null };
      };
    },
    cached: (reads, read, tokenHash) => reads.sessions.get(tokenHash, read),
  },

  listSessions: {
    kind: "read",
    prepare(db) {
      const list = db.prepare(
        `SELECT ${SESSION_COLUMNS} FROM sessions s JOIN users u ON u.key = s.user
         WHERE u.id = ? ORDER BY s.last_used_at DESC, s.created_at DESC, s.id`,
      );
      return (userId) => list.all(userId) as unknown as Session[];
    },
  },
};

/** Begins a session of a user who is known and not deactivated, and has this password, unless that is null; of more than
 *  SESSIONS_PER_USER those end that were not used for the longest. Gives these, or null when it did not begin. */
export function prepareBeginSession(
  db: DatabaseSync,
): (session: NewSession, ifPassword: string | null) => EndedSession[] | null {
  const add = db.prepare(
    `INSERT INTO sessions (token_hash, id, user, created_at, last_used_at, device, address)
     SELECT :tokenHash, :id, key, :createdAt, :createdAt, :device, :address FROM users
     WHERE id = :userId AND deactivated_at IS NULL AND password IS ifnull(:ifPassword, password)
     RETURNING user`,
  );
  const noteSeen = db.prepare(NOTE_SEEN);
  // Whatever the clock says, the new one stays.
  const endSurplus = db.prepare(
    `DELETE FROM sessions WHERE token_hash IN (
       SELECT token_hash FROM sessions WHERE user = :user AND token_hash <> :tokenHash
       ORDER BY last_used_at DESC, created_at DESC, id LIMIT -1 OFFSET ${SESSIONS_PER_USER - 1}
     ) RETURNING id, token_hash AS tokenHash`,
  );
  return ({ tokenHash, id, userId, createdAt, device, address }, ifPassword) => {
    const values = { tokenHash, id, userId, createdAt, device, address, ifPassword };
    const added = add.get(values);
    if (added === undefined) return null;
    const user = Number(added.user);
    noteSeen.run(createdAt, user);
    return endSurplus.all({ user, tokenHash }) as unknown as EndedSession[];
  };
}

/** Ends sessions of a user: these, or all but one. Gives those that were ended. */
export function prepareEndSessions(
  db: DatabaseSync,
): (userId: string, ids: string[] | null, except?: string | null) => EndedSession[] {
  const end = db.prepare(
    `DELETE FROM sessions WHERE user = (SELECT key FROM users WHERE id = :userId)
       AND (id IN (SELECT value FROM json_each(:ids)) OR (:ids IS NULL AND id IS NOT :except))
     RETURNING id, token_hash AS tokenHash`,
  );
  return (userId, ids, except) => {
    const which = { userId, ids: ids && JSON.stringify(ids), except: except ?? null };
    return end.all(which) as unknown as EndedSession[];
  };
}

/** The ids of sessions that have ended. */
export function idsOf(ended: EndedSession[]): string[] {
  return ended.map(({ id }) => id);
}

/** Their next use reads them anew.
 *  @param sessions undefined when nobody knows: the call failed */
export function forgetSessions(
  reads: CachedReads,
  sessions: KeptSession[] | undefined,
): void {
  if (sessions === undefined) reads.sessions.forgetAll();
  else for (const { tokenHash } of sessions) reads.sessions.forget(tokenHash);
}
