import type { Account, Role } from "./entities.ts";
import { type WireError, wireError } from "./errors.ts";
import { isAdmin } from "./roles.ts";

/** Who may do what to whom on the server. Pure rules: asked wherever something is done, and by pages, which offer nobody
 *  what would be refused. */

/** Why somebody may not see and do what admins do; null when they may. */
export function refuseAdmin(account: Account): WireError | null {
  return isAdmin(account) ? null : forbidden("Only admins may do that");
}

/** Why somebody may not do what only the owner does; null when they may. */
export function refuseOwner({ role }: Account): WireError | null {
  return role === "owner" ? null : forbidden("Only the owner may do that");
}

/** Why an actor may do nothing to a target; null when they may. Admins act on members and guests, the owner on
 *  everybody else, nobody on the owner: so nobody acts on themselves. */
export function refuseActOn(actor: Account, target: Account): WireError | null {
  const error = refuseAdmin(actor);
  if (error) return error;
  if (target.role === "owner") return forbidden("Nobody may do that to the owner");
  if (target.role === "admin" && actor.role !== "owner") {
    return forbidden("Only the owner may do that to an admin");
  }
  return null;
}

/** Why somebody may not give a role away; null when they may. */
export function refuseGrant(actor: Account, role: Role): WireError | null {
  return role === "member" ? refuseAdmin(actor) : refuseOwner(actor);
}

const RANKS: Record<Role, number> = { guest: 0, member: 1, admin: 2, owner: 3 };

/** Whether a role may do more than another. */
export function outranks(role: Role, other: Role): boolean {
  return RANKS[role] > RANKS[other];
}

export function forbidden(message: string): WireError {
  return wireError("forbidden", message);
}
