import type { Ban, BanStore } from "../../accounts/ports.ts";
import { prepareAddAudit } from "./add_audit.ts";
import type { Calls } from "./call_declaration.ts";
import { prepareBeginErasure } from "./erasures.ts";

/** Who may not come in. */
export const banCalls: Calls<BanStore> = {
  addBans: {
    kind: "write",
    prepare(db, unit) {
      const add = db.prepare(
        `INSERT INTO bans (id, user, address, reason, created_by, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      );
      const beginErasure = prepareBeginErasure(db);
      const addAudit = prepareAddAudit(db);
      return (bans, { erasure, audit }) => {
        if (bans.length > 0) unit.noteBansChanged();
        for (const { id, userId, address, reason, createdBy, createdAt, expiresAt } of bans) {
          add.run(id, userId, address, reason, createdBy, createdAt, expiresAt);
        }
        if (erasure) beginErasure(erasure);
        audit.forEach(addAudit);
      };
    },
  },

  removeBan: {
    kind: "write",
    prepare(db, unit) {
      const remove = db.prepare("DELETE FROM bans WHERE id = ?");
      const addAudit = prepareAddAudit(db);
      return (id, audit) => {
        if (remove.run(id).changes === 0) return false;
        unit.noteBansChanged();
        if (audit) addAudit(audit);
        return true;
      };
    },
  },

  listBans: {
    kind: "read",
    prepare(db) {
      const list = db.prepare(
        `SELECT id, user AS userId, address, reason, created_by AS createdBy,
           created_at AS createdAt, expires_at AS expiresAt
         FROM bans WHERE expires_at IS NULL OR expires_at > ? ORDER BY created_at DESC, key DESC`,
      );
      return (now) => list.all(now) as unknown as Ban[];
    },
  },
};
