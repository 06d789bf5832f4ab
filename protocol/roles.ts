import type { Account } from "./entities.ts";

/** What somebody's role means on this server. */

/** Whether they look after the server: its accounts, its public rooms, what is written in them. */
export function isAdmin({ role }: Pick<Account, "role">): boolean {
  return role === "owner" || role === "admin";
}

/** Whether they can be a member of rooms: a guest's name proves nothing. */
export function hasAccount({ role }: Pick<Account, "role">): boolean {
  return role !== "guest";
}
