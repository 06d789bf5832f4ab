import type { DatabaseSync } from "node:sqlite";
import type { Role, User } from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";
import type { Actor, UserBans } from "../kept_out.ts";

/** The transaction that something is done in. */
interface Unit {
  /** When it is, in milliseconds since the epoch. */
  readonly at: number;
  readonly bans: UserBans;
}

interface ActorRow {
  name: string;
  role: Role;
  deactivated: number;
}

/** What a query on `users u` selects to give a StoredAccount. */
export const ACCOUNT_COLUMNS = `u.id, u.name, u.role, u.password,
  u.created_at AS createdAt, u.deactivated_at AS deactivatedAt`;

/** The role by which a user may do things now; to be selected from `users`. */
export const ACTING_ROLE = "iif(deactivated_at IS NULL, role, 'guest')";

/** Who does something, as they are now. */
export function prepareFindActor(db: DatabaseSync, unit: Unit): (userId: string) => Actor {
  const find = db.prepare(
    `SELECT name, ${ACTING_ROLE} AS role, deactivated_at IS NOT NULL AS deactivated
     FROM users WHERE id = ?`,
  );
  return (id) => {
    const row = find.get(id) as unknown as ActorRow | undefined;
    const { name, role, deactivated } = row ?? { name: "", role: "guest", deactivated: 0 };
    return { id, name, role, keptOut: unit.bans.refuse(id, deactivated === 1, unit.at) };
  };
}

/** The row of somebody who does something, made if need be: a guest who has posted nothing may have none. `keptOut`: as of
 *  an Actor. */
export function prepareProvideUser(
  db: DatabaseSync,
  unit: Unit,
): (user: User) => { key: number; isGuest: boolean; keptOut: WireError | null } {
  const find = db.prepare(
    `SELECT key, claimed_key IS NULL AS isGuest, deactivated_at IS NOT NULL AS deactivated
     FROM users WHERE id = ?`,
  );
  const add = db.prepare("INSERT INTO users (id, name, created_at) VALUES (?, ?, ?)");
  return ({ id, name }) => {
    const row = find.get(id) as
      | { key: number; isGuest: number; deactivated: number }
      | undefined;
    const keptOut = unit.bans.refuse(id, row?.deactivated === 1, unit.at);
    const key = row?.key ?? Number(add.run(id, name, unit.at).lastInsertRowid);
    return { key, isGuest: row?.isGuest !== 0, keptOut };
  };
}
