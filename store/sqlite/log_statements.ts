import type { DatabaseSync } from "node:sqlite";
import { ACTING_ROLE } from "./account_rows.ts";
import { prepareAddAudit } from "./add_audit.ts";
import { SELECT_MESSAGES } from "./message_row.ts";

/** The statements that change a log, prepared once for a connection. */
export type LogStatements = ReturnType<typeof prepareLogStatements>;

export function prepareLogStatements(db: DatabaseSync) {
  return {
    findRoom: db.prepare(
      `SELECT key, version,
         kind = 'public' AND archived_at IS NULL AND posting = 'everyone' AS isOpen
       FROM rooms WHERE id = ?`,
    ),
    findRules: db.prepare(
      "SELECT kind, archived_at IS NOT NULL AS archived, posting FROM rooms WHERE key = ?",
    ),
    findMember: db.prepare(
      "SELECT manager FROM members WHERE room = ? AND user = (SELECT key FROM users WHERE id = ?)",
    ),
    saveVersion: db.prepare("UPDATE rooms SET version = ?, posts = posts + ? WHERE key = ?"),
    findUser: db.prepare(
      `SELECT key, name, role, claimed_key IS NOT NULL AS claimed,
         deactivated_at IS NOT NULL AS deactivated
       FROM users WHERE id = ?`,
    ),
    findRole: db.prepare(
      `SELECT ${ACTING_ROLE} AS role, deactivated_at IS NOT NULL AS deactivated
       FROM users WHERE id = ?`,
    ),
    addUser: db.prepare("INSERT INTO users (id, name, created_at) VALUES (?, ?, ?)"),
    renameUser: db.prepare("UPDATE users SET name = ? WHERE key = ?"),
    countMessages: db.prepare(
      `INSERT INTO message_counts (user, messages) VALUES (?, ?)
       ON CONFLICT (user) DO UPDATE SET messages = messages + excluded.messages`,
    ),
    post: db.prepare(
      `INSERT INTO messages (room, seq, version, user, client_id, text, rest, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (room, client_id, user) DO NOTHING`,
    ),
    edit: db.prepare(
      `UPDATE messages SET text = ?, rest = ?, version = ?, edited_at = ?
       WHERE room = ? AND seq = ?`,
    ),
    delete: db.prepare(
      `UPDATE messages SET text = ?, rest = ?, version = ?, deleted_at = ?
       WHERE room = ? AND seq = ?`,
    ),
    /** Counts one more message as removed by the erasure of what a user wrote; changes nothing when none is pending. */
    countRemoved: db.prepare("UPDATE erasures SET removed = removed + 1 WHERE user = ?"),
    addAudit: prepareAddAudit(db),
    findBySeq: db.prepare(`${SELECT_MESSAGES} WHERE m.room = ? AND m.seq = ?`),
    findByClientId: db.prepare(
      `${SELECT_MESSAGES} WHERE m.room = ? AND m.client_id = ? AND u.id = ?`,
    ),
  };
}
