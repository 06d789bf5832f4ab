import type { DatabaseSync } from "node:sqlite";
import type { Account } from "../../protocol/entities.ts";

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
