import type { DatabaseSync } from "node:sqlite";
import type { Link, LinkKind, LinkStore } from "../../accounts/ports.ts";
import { prepareAddAudit } from "./add_audit.ts";
import type { Calls } from "./call_declaration.ts";

const SELECT_LINKS = `
  SELECT id, kind, created_by AS createdBy, created_at AS createdAt, expires_at AS expiresAt,
    uses_left AS usesLeft, role, user AS userId, note
  FROM links`;

/** One-time links. */
export const linkCalls: Calls<LinkStore> = {
  addLink: {
    kind: "write",
    prepare(db) {
      const add = db.prepare(
        `INSERT INTO links
           (id, token_hash, kind, created_by, created_at, expires_at, uses_left, role, user, note)
         VALUES (:id, :tokenHash, :kind, :createdBy, :createdAt, :expiresAt, :usesLeft, :role,
           :userId, :note)`,
      );
      const endLinks = prepareEndLinks(db);
      const addAudit = prepareAddAudit(db);
      return (link, { replaces, audit } = {}) => {
        if (replaces) endLinks(link.kind, link.userId);
        add.run({ ...link });
        if (audit) addAudit(audit);
      };
    },
  },

  removeLink: {
    kind: "write",
    prepare(db) {
      const remove = db.prepare("DELETE FROM links WHERE id = ?");
      const addAudit = prepareAddAudit(db);
      return (id, audit) => {
        if (remove.run(id).changes === 0) return false;
        if (audit) addAudit(audit);
        return true;
      };
    },
  },

  findLink: {
    kind: "read",
    prepare(db) {
      const find = db.prepare(`${SELECT_LINKS} WHERE token_hash = ?`);
      return (tokenHash) => find.get(tokenHash) as unknown as Link | undefined ?? null;
    },
  },

  listLinks: {
    kind: "read",
    prepare(db) {
      const list = db.prepare(
        `${SELECT_LINKS} WHERE kind = ? AND uses_left > 0 AND expires_at > ?
         ORDER BY created_at DESC, key DESC`,
      );
      return (kind, now) => list.all(kind, now) as unknown as Link[];
    },
  },
};

/** Takes one use of a link, if there is one left. Whether it did. */
export function prepareSpendLink(db: DatabaseSync): (tokenHash: string, now: number) => boolean {
  const spend = db.prepare(
    `UPDATE links SET uses_left = uses_left - 1
     WHERE token_hash = ? AND uses_left > 0 AND expires_at > ?`,
  );
  return (tokenHash, now) => spend.run(tokenHash, now).changes === 1;
}

/** Ends the links of a kind for a user, or for nobody in particular. */
export function prepareEndLinks(
  db: DatabaseSync,
): (kind: LinkKind, userId: string | null) => void {
  const end = db.prepare("DELETE FROM links WHERE kind = ? AND user IS ?");
  return (kind, userId) => void end.run(kind, userId);
}
