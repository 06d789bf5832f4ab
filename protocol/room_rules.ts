import type { Account, RoomInfo } from "./entities.ts";
import { type WireError, wireError } from "./errors.ts";
import { isAdmin } from "./roles.ts";

/** Who may do what with a room. Pure rules; asked wherever a command is executed, for reads as for writes. */

export type Guarded = Pick<RoomInfo, "id" | "kind" | "archived" | "posting"> & {
  /** By user id, with whether they manage the room. */
  managerOf: ReadonlyMap<string, boolean>;
};

/** Whether somebody may know of the room at all. Not even the owner of the server sees a room of others. */
export function mayRead({ id }: Pick<Account, "id">, room: Guarded): boolean {
  return room.kind === "public" || room.managerOf.has(id);
}

/** Why somebody who may read a room may not post to it or change its log; null when they may. */
export function refusePost(account: Account, room: Guarded): WireError | null {
  if (room.archived) return wireError("read_only", `The room "${room.id}" is archived`);
  if (room.posting === "everyone" || manages(account, room)) return null;
  return wireError("read_only", `Only its managers post in "${room.id}"`);
}

/** Why somebody who may read a room may not change it, or who is in it; null when they may. */
export function refuseManage(account: Account, room: Guarded): WireError | null {
  if (room.kind === "direct") {
    return wireError("forbidden", "A direct conversation stays as it is: open another");
  }
  if (manages(account, room)) return null;
  return wireError("forbidden", `Only the managers of "${room.id}" may do that`);
}

/** Whether somebody may delete what others wrote in rooms they may read. */
export function moderates(account: Pick<Account, "role">): boolean {
  return isAdmin(account);
}

/** Whether without this user nobody of those in a room that is not public could change it any more. */
export function isLastManager(userId: string, room: Guarded): boolean {
  if (room.kind === "public" || room.managerOf.size === 1) return false;
  if (!room.managerOf.get(userId)) return false;
  return [...room.managerOf.values()].filter((manager) => manager).length === 1;
}

/** Whether somebody changes a room by their role on the server, not as its manager. */
export function actsByRole({ id }: Account, room: Guarded): boolean {
  return !room.managerOf.get(id);
}

function manages(account: Account, room: Guarded): boolean {
  if (room.managerOf.get(account.id)) return true;
  return room.kind === "public" && moderates(account);
}
