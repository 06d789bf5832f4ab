import type { DatabaseSync } from "node:sqlite";
import type { NewSession, Session, SessionStore, StoredAccount } from "../../accounts/ports.ts";
import { ACCOUNT_COLUMNS } from "./account_rows.ts";
import type { Calls } from "./call_declaration.ts";

/** Of a query on `sessions s JOIN users u`. */
const SESSION_COLUMNS = `s.id, u.id AS userId, s.created_at AS createdAt,
  s.last_used_at AS lastUsedAt, s.device, s.address`;

const NOTE_SEEN = "UPDATE users SET last_seen_at = max(ifnull(last_seen_at, 0), ?) WHERE key = ?";

/** Who is signed in where. */
export const sessionCalls: Calls<SessionStore> = {
  addSession: {
    kind: "write",
    prepare(db) {
      const begin = prepareBeginSession(db);
      return (session, ifPassword) => begin(session, ifPassword ?? null);
    },
    stale: (reads, [{ tokenHash }]) => reads.sessions.forget(tokenHash),
  },

  touchSession: {
    kind: "write",
    prepare(db) {
      const touch = db.prepare(
        `UPDATE sessions SET last_used_at = max(last_used_at, ?), address = ? WHERE id = ?
         RETURNING user`,
      );
      const noteSeen = db.prepare(NOTE_SEEN);
      return (id, at, address) => {
        const touched = touch.get(at, address, id);
        if (touched !== undefined) noteSeen.run(at, Number(touched.user));
      };
    },
    stale: (reads, [id]) => reads.sessions.forgetWhere(({ session }) => session.id === id),
  },

  endSessions: {
    kind: "write",
    prepare: prepareEndSessions,
    stale: (reads) => reads.sessions.forgetAll(),
  },

  pruneSessions: {
    kind: "write",
    prepare(db) {
      const prune = db.prepare("DELETE FROM sessions WHERE last_used_at < ? OR created_at < ?");
      return (lastUsedBefore, createdBefore) =>
        Number(prune.run(lastUsedBefore, createdBefore).changes);
    },
    stale: (reads) => reads.sessions.forgetAll(),
  },

  findSession: {
    kind: "read",
    prepare(db) {
      const find = db.prepare(
        `SELECT ${SESSION_COLUMNS} FROM sessions s JOIN users u ON u.key = s.user
         WHERE s.token_hash = ?`,
      );
      const findAccount = db.prepare(`SELECT ${ACCOUNT_COLUMNS} FROM users u WHERE u.id = ?`);
      return (tokenHash) => {
        const session = find.get(tokenHash) as unknown as Session | undefined;
        if (session === undefined) return null;
        return { session, account: findAccount.get(session.userId) as unknown as StoredAccount };
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

/** Begins a session of a user who is known and not deactivated, and has this password, unless that is null. Whether it
 *  did. */
export function prepareBeginSession(
  db: DatabaseSync,
): (session: NewSession, ifPassword: string | null) => boolean {
  const add = db.prepare(
    `INSERT INTO sessions (token_hash, id, user, created_at, last_used_at, device, address)
     SELECT :tokenHash, :id, key, :createdAt, :createdAt, :device, :address FROM users
     WHERE id = :userId AND deactivated_at IS NULL AND password IS ifnull(:ifPassword, password)
     RETURNING user`,
  );
  const noteSeen = db.prepare(NOTE_SEEN);
  return ({ tokenHash, id, userId, createdAt, device, address }, ifPassword) => {
    const values = { tokenHash, id, userId, createdAt, device, address, ifPassword };
    const added = add.get(values);
    if (added !== undefined) noteSeen.run(createdAt, Number(added.user));
    return added !== undefined;
  };
}

/** Ends sessions of a user: these, or all but one. The ids of those that were ended. */
export function prepareEndSessions(
  db: DatabaseSync,
): (userId: string, ids: string[] | null, except?: string | null) => string[] {
  const end = db.prepare(
    `DELETE FROM sessions WHERE user = (SELECT key FROM users WHERE id = :userId)
       AND (id IN (SELECT value FROM json_each(:ids)) OR (:ids IS NULL AND id IS NOT :except))
     RETURNING id`,
  );
  return (userId, ids, except) => {
    const which = { userId, ids: ids && JSON.stringify(ids), except: except ?? null };
    return (end.all(which) as { id: string }[]).map(({ id }) => id);
  };
}
