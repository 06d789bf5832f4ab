import type { Ban, BanStore } from "../../accounts/ports.ts";
import { statement } from "../../postgres/statement.ts";
import { lockUsers } from "./account_rows.ts";
import { addAudit } from "./audit.ts";
import type { Database } from "./database.ts";
import { beginErasure } from "./erasures.ts";
import type { OrderedWrites } from "./ordered_writes.ts";

const ADD = statement(
  `INSERT INTO bans (id, user_id, address, reason, created_by, created_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);
const REMOVE = statement("DELETE FROM bans WHERE id = $1");
const LIST = statement(
  `SELECT id, user_id AS "userId", address, reason, created_by AS "createdBy",
     created_at AS "createdAt", expires_at AS "expiresAt"
   FROM bans WHERE expires_at IS NULL OR expires_at > $1 ORDER BY created_at DESC, key DESC`,
);

/** Who may not come in. */
export function banStore(db: Database, ordered: OrderedWrites): BanStore {
  return {
    addBans: (bans, { erasure, audit }) =>
      ordered.write(async (transaction) => {
        // What they are writing is written before, or is refused.
        await lockUsers(transaction, bans.flatMap(({ userId }) => userId ?? []));
        for (const { id, userId, address, reason, createdBy, createdAt, expiresAt } of bans) {
          transaction.send(ADD, id, userId, address, reason, createdBy, createdAt, expiresAt);
        }
        if (erasure) beginErasure(transaction, erasure);
        addAudit(transaction, ...audit);
      }),

    removeBan: (id, audit) =>
      ordered.write(async (transaction) => {
        if (await transaction.execute(REMOVE, id) === 0) return false;
        if (audit) addAudit(transaction, audit);
        return true;
      }),

    listBans: (now) => db.read((queries) => queries.query<Ban>(LIST, now)),
  };
}
