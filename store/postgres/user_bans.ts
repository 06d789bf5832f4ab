import { statement } from "../../postgres/statement.ts";
import { type UserBan, UserBans } from "../kept_out.ts";
import type { Transaction } from "./database.ts";

const FIND_OF_USERS = statement(
  `SELECT user_id AS "userId", reason, expires_at AS "expiresAt"
   FROM bans WHERE user_id = ANY($1) AND (expires_at IS NULL OR expires_at > $2)`,
);

/** The bans that keep some users out. To be sent behind what locks their rows: whoever bans them waits for those, and a
 *  statement that was waited in would not see what was committed meanwhile. */
export async function findUserBans(transaction: Transaction, userIds: string[]): Promise<UserBans> {
  return new UserBans(await transaction.query<UserBan>(FIND_OF_USERS, userIds, transaction.at));
}
