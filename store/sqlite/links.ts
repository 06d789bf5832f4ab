import type { DatabaseSync } from "node:sqlite";
import type { Link } from "../../accounts/ports.ts";
import type { LinkReads, LinkWrites, Performers } from "./calls.ts";

const SELECT_LINKS = `
  SELECT id, kind, created_by AS createdBy, created_at AS createdAt, expires_at AS expiresAt,
    uses_left AS usesLeft, role, user AS userId
  FROM links`;

/** Makes and spends one-time links. The database must have its schema. */
export function linkWrites(db: DatabaseSync): Performers<LinkWrites> {
  const add = db.prepare(
    `INSERT INTO links
       (id, token_hash, kind, created_by, created_at, expires_at, uses_left, role, user)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const spend = db.prepare(
    `UPDATE links SET uses_left = uses_left - 1
     WHERE token_hash = ? AND uses_left > 0 AND expires_at > ?`,
  );
  const remove = db.prepare("DELETE FROM links WHERE id = ?");
  return {
    addLink({ id, tokenHash, kind, createdBy, createdAt, expiresAt, usesLeft, role, userId }) {
      add.run(id, tokenHash, kind, createdBy, createdAt, expiresAt, usesLeft, role, userId);
      return null;
    },
    spendLink: ({ tokenHash, now }) => spend.run(tokenHash, now).changes === 1,
    removeLink: ({ id }) => remove.run(id).changes === 1,
  };
}

/** Reads one-time links. The database must have its schema. */
export function linkReads(db: DatabaseSync): Performers<LinkReads> {
  const find = db.prepare(`${SELECT_LINKS} WHERE token_hash = ?`);
  const list = db.prepare(
    `${SELECT_LINKS} WHERE kind = ? AND uses_left > 0 AND expires_at > ?
     ORDER BY created_at DESC, key DESC`,
  );
  return {
    findLink: ({ tokenHash }) => find.get(tokenHash) as unknown as Link | undefined ?? null,
    listLinks: ({ kind, now }) => list.all(kind, now) as unknown as Link[],
  };
}
