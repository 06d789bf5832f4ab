import type { DatabaseSync } from "node:sqlite";
import type { Account, User } from "../../protocol/entities.ts";

/** What a query on `users u` selects to give a StoredAccount. */
export const ACCOUNT_COLUMNS = `u.id, u.name, u.role, u.password,
  u.created_at AS createdAt, u.deactivated_at AS deactivatedAt`;

/** The role by which a user may do things now; to be selected from `users`. */
export const ACTING_ROLE = "iif(deactivated_at IS NULL, role, 'guest')";

/** Who does something, as they are now: a guest when they are deactivated or unknown. */
export function prepareFindActor(db: DatabaseSync): (userId: string) => Account {
  const find = db.prepare(`SELECT id, name, ${ACTING_ROLE} AS role FROM users WHERE id = ?`);
  return (id) => find.get(id) as unknown as Account | undefined ?? { id, name: "", role: "guest" };
}

/** The row of somebody who does something, made if need be: a guest who has posted nothing may have none.
 *  @param unit of the transaction: when it is, in milliseconds since the epoch */
export function prepareProvideUser(
  db: DatabaseSync,
  unit: { readonly at: number },
): (user: User) => { key: number; isGuest: boolean } {
  const find = db.prepare(
    "SELECT key, claimed_key IS NULL AS isGuest FROM users WHERE id = ?",
  );
  const add = db.prepare("INSERT INTO users (id, name, created_at) VALUES (?, ?, ?)");
  return ({ id, name }) => {
    const row = find.get(id) as { key: number; isGuest: number } | undefined;
    if (row) return { key: row.key, isGuest: row.isGuest === 1 };
    return { key: Number(add.run(id, name, unit.at).lastInsertRowid), isGuest: true };
  };
}
