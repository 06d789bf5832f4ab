import type { Account, User } from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";
import { statement } from "../../postgres/statement.ts";
import type { Actor } from "../kept_out.ts";
import type { Transaction } from "./database.ts";
import { findUserBans } from "./user_bans.ts";

/** What a query on `users u` selects to give a StoredAccount. */
export const ACCOUNT_COLUMNS = `u.id, u.name, u.role, u.password,
  u.created_at AS "createdAt", u.deactivated_at AS "deactivatedAt"`;

/** Held, so that what they may do stays as it is until the transaction ends. */
const LOCK_ACTORS = statement(
  `SELECT id, name, CASE WHEN deactivated_at IS NULL THEN role ELSE 'guest' END AS role,
     deactivated_at IS NOT NULL AS deactivated
   FROM users WHERE id = ANY($1) ORDER BY key FOR SHARE`,
);
/** Nothing that belongs to this user changes until the transaction ends. */
const LOCK_USER = statement("SELECT key FROM users WHERE id = $1 FOR NO KEY UPDATE");
const LOCK_USERS = statement(
  "SELECT 1 FROM users WHERE id = ANY($1) ORDER BY key FOR NO KEY UPDATE",
);
const FIND_OR_ADD = statement(
  `INSERT INTO users (id, name, created_at) VALUES ($1, $2, $3)
   ON CONFLICT (id) DO UPDATE SET id = excluded.id
   RETURNING key, claimed_key IS NULL AS "isGuest", deactivated_at IS NOT NULL AS deactivated`,
);

/** Who does something, and whom it is done to, as they are now. To be asked for after a room is locked. */
export async function lockActors(
  transaction: Transaction,
  ...ids: string[]
): Promise<(id: string) => Actor> {
  const [found, bans] = await Promise.all([
    transaction.query<Account & { deactivated: boolean }>(LOCK_ACTORS, ids),
    findUserBans(transaction, ids),
  ]);
  const byId = new Map(found.map((row) => [row.id, row]));
  return (id) => {
    const { name, role, deactivated } = byId.get(id) ??
      { name: "", role: "guest", deactivated: false };
    return { id, name, role, keptOut: bans.refuse(id, deactivated, transaction.at) };
  };
}

/** The key of a user, whose row is held; null when there is none. */
export async function lockUser(transaction: Transaction, id: string): Promise<number | null> {
  return (await transaction.first<{ key: number }>(LOCK_USER, id))?.key ?? null;
}

/** Holds the rows of users, as `lockUser` does. */
export async function lockUsers(transaction: Transaction, ids: string[]): Promise<void> {
  await transaction.query(LOCK_USERS, ids);
}

/** The row of a user, made if need be: a guest who has posted nothing may have none. `keptOut`: as of an Actor. */
export async function findOrAddUser(
  transaction: Transaction,
  { id, name }: User,
): Promise<{ key: number; isGuest: boolean; keptOut: WireError | null }> {
  const [row, bans] = await Promise.all([
    transaction.first<{ key: number; isGuest: boolean; deactivated: boolean }>(
      FIND_OR_ADD,
      id,
      name,
      transaction.at,
    ),
    findUserBans(transaction, [id]),
  ]);
  const { key, isGuest, deactivated } = row!;
  return { key, isGuest, keptOut: bans.refuse(id, deactivated, transaction.at) };
}
