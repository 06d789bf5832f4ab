import type { DatabaseSync } from "node:sqlite";
import type { Session, StoredAccount } from "../../accounts/ports.ts";
import { ACCOUNT_COLUMNS } from "./accounts.ts";
import type { Performers, SessionReads, SessionWrites } from "./calls.ts";

/** Of a query on `sessions s JOIN users u`. */
const SESSION_COLUMNS = `s.id, u.id AS userId, s.created_at AS createdAt,
  s.last_used_at AS lastUsedAt, s.device, s.address`;

/** Begins and ends sessions. The database must have its schema. */
export function sessionWrites(db: DatabaseSync): Performers<SessionWrites> {
  const add = db.prepare(
    `INSERT INTO sessions (token_hash, id, user, created_at, last_used_at, device, address)
     SELECT :tokenHash, :id, key, :createdAt, :createdAt, :device, :address
     FROM users WHERE id = :userId RETURNING user`,
  );
  const touch = db.prepare(
    `UPDATE sessions SET last_used_at = max(last_used_at, ?), address = ? WHERE id = ?
     RETURNING user`,
  );
  const noteSeen = db.prepare(
    "UPDATE users SET last_seen_at = max(ifnull(last_seen_at, 0), ?) WHERE key = ?",
  );
  const end = db.prepare(
    `DELETE FROM sessions WHERE user = (SELECT key FROM users WHERE id = :userId)
       AND (id IN (SELECT value FROM json_each(:ids)) OR (:ids IS NULL AND id IS NOT :except))
     RETURNING id`,
  );
  const prune = db.prepare("DELETE FROM sessions WHERE last_used_at < ? OR created_at < ?");
  return {
    addSession({ tokenHash, id, userId, createdAt, device, address }) {
      const added = add.get({ tokenHash, id, userId, createdAt, device, address });
      if (added !== undefined) noteSeen.run(createdAt, Number(added.user));
      return null;
    },
    touchSession({ id, at, address }) {
      const touched = touch.get(at, address, id);
      if (touched !== undefined) noteSeen.run(at, Number(touched.user));
      return null;
    },
    endSessions({ userId, ids, except }) {
      const ended = end.all({ userId, ids: ids && JSON.stringify(ids), except });
      return (ended as { id: string }[]).map(({ id }) => id);
    },
    pruneSessions: ({ lastUsedBefore, createdBefore }) =>
      Number(prune.run(lastUsedBefore, createdBefore).changes),
  };
}

/** Reads sessions. The database must have its schema. */
export function sessionReads(db: DatabaseSync): Performers<SessionReads> {
  const find = db.prepare(
    `SELECT ${SESSION_COLUMNS} FROM sessions s JOIN users u ON u.key = s.user
     WHERE s.token_hash = ?`,
  );
  const findAccount = db.prepare(`SELECT ${ACCOUNT_COLUMNS} FROM users u WHERE u.id = ?`);
  const list = db.prepare(
    `SELECT ${SESSION_COLUMNS} FROM sessions s JOIN users u ON u.key = s.user
     WHERE u.id = ? ORDER BY s.last_used_at DESC, s.created_at DESC, s.id`,
  );
  return {
    findSession({ tokenHash }) {
      const session = find.get(tokenHash) as unknown as Session | undefined;
      if (session === undefined) return null;
      return { session, account: findAccount.get(session.userId) as unknown as StoredAccount };
    },
    listSessions: ({ userId }) => list.all(userId) as unknown as Session[],
  };
}
