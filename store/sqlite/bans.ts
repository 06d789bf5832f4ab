import type { DatabaseSync } from "node:sqlite";
import type { Ban } from "../../accounts/ports.ts";
import type { BanReads, BanWrites, Performers } from "./calls.ts";

/** Sets and lifts bans. The database must have its schema. */
export function banWrites(db: DatabaseSync): Performers<BanWrites> {
  const add = db.prepare(
    `INSERT INTO bans (id, user, address, reason, created_by, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = db.prepare("DELETE FROM bans WHERE id = ?");
  return {
    addBan({ id, userId, address, reason, createdBy, createdAt, expiresAt }) {
      add.run(id, userId, address, reason, createdBy, createdAt, expiresAt);
      return null;
    },
    removeBan: ({ id }) => remove.run(id).changes === 1,
  };
}

/** Reads bans. The database must have its schema. */
export function banReads(db: DatabaseSync): Performers<BanReads> {
  const list = db.prepare(
    `SELECT id, user AS userId, address, reason, created_by AS createdBy, created_at AS createdAt,
       expires_at AS expiresAt
     FROM bans WHERE expires_at IS NULL OR expires_at > ? ORDER BY created_at DESC, key DESC`,
  );
  return { listBans: ({ now }) => list.all(now) as unknown as Ban[] };
}
