import type { Account, User } from "../../protocol/entities.ts";
import { statement } from "../../postgres/statement.ts";
import type { Transaction } from "./database.ts";

/** What a query on `users u` selects to give a StoredAccount. */
export const ACCOUNT_COLUMNS = `u.id, u.name, u.role, u.password,
  u.created_at AS "createdAt", u.deactivated_at AS "deactivatedAt"`;

/** Held, so that what they may do stays as it is until the transaction ends. */
const LOCK_ACTORS = statement(
  `SELECT id, name, CASE WHEN deactivated_at IS NULL THEN role ELSE 'guest' END AS role
   FROM users WHERE id = ANY($1) ORDER BY key FOR SHARE`,
);
/** Nothing that belongs to this user changes until the transaction ends. */
const LOCK_USER = statement("SELECT key FROM users WHERE id = $1 FOR NO KEY UPDATE");
const FIND_OR_ADD = statement(
  `INSERT INTO users (id, name, created_at) VALUES ($1, $2, $3)
   ON CONFLICT (id) DO UPDATE SET id = excluded.id
   RETURNING key, claimed_key IS NULL AS "isGuest"`,
);

/** Who does something, and whom it is done to, as they are now: guests when they are deactivated or unknown. To be asked
 *  for after a room is locked. */
export async function lockActors(
  transaction: Transaction,
  ...ids: string[]
): Promise<(id: string) => Account> {
  const found = await transaction.query<Account>(LOCK_ACTORS, ids);
  const byId = new Map(found.map((account) => [account.id, account]));
  return (id) => byId.get(id) ?? { id, name: "", role: "guest" };
}

/** The key of a user, whose row is held; null when there is none. */
export async function lockUser(transaction: Transaction, id: string): Promise<number | null> {
  return (await transaction.first<{ key: number }>(LOCK_USER, id))?.key ?? null;
}

/** The row of a user, made if need be: a guest who has posted nothing may have none. */
export async function findOrAddUser(
  transaction: Transaction,
  { id, name }: User,
): Promise<{ key: number; isGuest: boolean }> {
  const row = await transaction.first<{ key: number; isGuest: boolean }>(
    FIND_OR_ADD,
    id,
    name,
    transaction.at,
  );
  return row!;
}
