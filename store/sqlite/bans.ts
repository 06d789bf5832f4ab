import type { Ban, BanStore } from "../../accounts/ports.ts";
import type { Calls } from "./call.ts";

/** Who may not come in. */
export const banCalls: Calls<BanStore> = {
  addBan: {
    kind: "write",
    prepare(db) {
      const add = db.prepare(
        `INSERT INTO bans (id, user, address, reason, created_by, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      );
      return ({ id, userId, address, reason, createdBy, createdAt, expiresAt }) => {
        add.run(id, userId, address, reason, createdBy, createdAt, expiresAt);
      };
    },
  },

  removeBan: {
    kind: "write",
    prepare(db) {
      const remove = db.prepare("DELETE FROM bans WHERE id = ?");
      return (id) => remove.run(id).changes === 1;
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
