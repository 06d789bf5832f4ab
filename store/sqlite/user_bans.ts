import type { DatabaseSync } from "node:sqlite";
import { type UserBan, UserBans } from "../kept_out.ts";

/** Reads the bans of users that are stored, also those that are over. */
export function prepareReadUserBans(db: DatabaseSync): () => UserBans {
  const read = db.prepare(
    "SELECT user AS userId, reason, expires_at AS expiresAt FROM bans WHERE user IS NOT NULL",
  );
  return () => new UserBans(read.all() as unknown as UserBan[]);
}
