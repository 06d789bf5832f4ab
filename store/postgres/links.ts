import type { Link, LinkKind, LinkStore } from "../../accounts/ports.ts";
import { statement } from "../../postgres/statement.ts";
import { addAudit } from "./audit.ts";
import type { Database, Transaction } from "./database.ts";
import type { OrderedWrites } from "./ordered_writes.ts";

const SELECT_LINKS = `
  SELECT id, kind, created_by AS "createdBy", created_at AS "createdAt",
    expires_at AS "expiresAt", uses_left AS "usesLeft", role, user_id AS "userId", note
  FROM links`;

const ADD = statement(
  `INSERT INTO links
     (id, token_hash, kind, created_by, created_at, expires_at, uses_left, role, user_id, note)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);
const REMOVE = statement("DELETE FROM links WHERE id = $1");
const FIND = statement(`${SELECT_LINKS} WHERE token_hash = $1`);
const LIST = statement(
  `${SELECT_LINKS} WHERE kind = $1 AND uses_left > 0 AND expires_at > $2
   ORDER BY created_at DESC, key DESC`,
);
const SPEND = statement(
  `UPDATE links SET uses_left = uses_left - 1
   WHERE token_hash = $1 AND uses_left > 0 AND expires_at > $2`,
);
const END = statement("DELETE FROM links WHERE kind = $1 AND user_id IS NOT DISTINCT FROM $2");

/** One-time links. */
export function linkStore(db: Database, ordered: OrderedWrites): LinkStore {
  return {
    addLink: (link, { replaces, audit } = {}) =>
      ordered.write(async (transaction) => {
        const { id, tokenHash, kind, createdBy, createdAt, expiresAt } = link;
        const { usesLeft, role, userId, note } = link;
        // Of two that replace each other one stays.
        if (replaces) await transaction.alone();
        if (replaces) endLinks(transaction, kind, userId);
        const made = [id, tokenHash, kind, createdBy, createdAt, expiresAt];
        transaction.send(ADD, ...made, usesLeft, role, userId, note);
        if (audit) addAudit(transaction, audit);
      }),

    removeLink: (id, audit) =>
      ordered.write(async (transaction) => {
        if (await transaction.execute(REMOVE, id) === 0) return false;
        if (audit) addAudit(transaction, audit);
        return true;
      }),

    findLink: (tokenHash) => db.read((queries) => queries.first<Link>(FIND, tokenHash)),
    listLinks: (kind, now) => db.read((queries) => queries.query<Link>(LIST, kind, now)),
  };
}

/** Takes one use of a link, if there is one left. Whether it did. */
export async function spendLink(transaction: Transaction, tokenHash: string): Promise<boolean> {
  return await transaction.execute(SPEND, tokenHash, transaction.at) === 1;
}

/** Ends the links of a kind for a user, or for nobody in particular. */
export function endLinks(transaction: Transaction, kind: LinkKind, userId: string | null): void {
  transaction.send(END, kind, userId);
}
