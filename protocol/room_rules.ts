import type { Account, Message, RoomInfo } from "./entities.ts";
import { type WireError, wireError } from "./errors.ts";
import { HOME_ROOM } from "./paths.ts";
import { isAdmin } from "./roles.ts";

/** Who may do what with a room. Pure rules: asked wherever something is read or done, and by pages, which offer nobody
 *  what would be refused. */

/** Why somebody cannot write in a room: nobody can, or only its managers. */
export type ReadOnly = "archived" | "managers";

/** A room with what the rules need to know of it. */
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
  switch (whyReadOnly(room, mayManage(account, room))) {
    case "archived":
      return wireError("read_only", `The room "${room.id}" is archived`);
    case "managers":
      return wireError("read_only", `Only its managers post in "${room.id}"`);
    case null:
      return null;
  }
}

/** Why somebody who may read a room may not change it, or who is in it; null when they may. */
export function refuseManage(account: Account, room: Guarded): WireError | null {
  if (mayManage(account, room)) return null;
  const message = room.kind === "direct"
    ? "A direct conversation stays as it is: open another"
    : `Only the managers of "${room.id}" may do that`;
  return wireError("forbidden", message);
}

/** Why somebody who may read a room may not delete it; null when they may. */
export function refuseDelete(
  account: Account,
  room: Guarded & Pick<RoomInfo, "version"> & { madeBy: string | null },
): WireError | null {
  const { id } = room;
  if (id === HOME_ROOM) return wireError("forbidden", `The room "${id}" is always there`);
  if (room.madeBy === account.id || mayManage(account, room)) return refuseUnlessEmpty(room);
  return wireError("forbidden", `Only its maker, its managers and admins may delete "${id}"`);
}

/** Why a room cannot be deleted, by anybody; null when it can. Where nothing was ever posted nothing is lost that was
 *  stored for somebody, and nobody has a position in its log when another room is made under its id. */
export function refuseUnlessEmpty({ id, version }: Pick<RoomInfo, "id" | "version">) {
  if (version === 0) return null;
  const message =
    `The room "${id}" is not empty: where anything was ever posted it can be archived`;
  return wireError("forbidden", message);
}

/** Whether somebody may delete a room.
 *  @param as whether they are one of its managers, and whether they made it */
export function deletes(
  account: Pick<Account, "role">,
  room: Pick<RoomInfo, "id" | "kind" | "version">,
  as: { manager: boolean; maker: boolean },
): boolean {
  if (room.version > 0 || room.id === HOME_ROOM) return false;
  return as.maker || manages(account, room, as.manager);
}

/** Whether somebody may change a room, and who is in it.
 *  @param isManager whether they are one of its managers */
export function manages(
  account: Pick<Account, "role">,
  { kind }: Pick<RoomInfo, "kind">,
  isManager: boolean,
): boolean {
  if (kind === "direct") return false;
  return isManager || (kind === "public" && moderates(account));
}

/** Why somebody who may read a room cannot write there; null when they can.
 *  @param manages whether they may change the room */
export function whyReadOnly(
  { archived, posting }: Pick<RoomInfo, "archived" | "posting">,
  manages: boolean,
): ReadOnly | null {
  if (archived) return "archived";
  return posting === "everyone" || manages ? null : "managers";
}

/** What somebody may do with a message of a room they may read. Who cannot write any more can still take back what they
 *  wrote, unless the room is archived. */
export function actionsOn(
  { user, deletedAt }: Pick<Message, "user" | "deletedAt">,
  account: Pick<Account, "id" | "role">,
  readOnly: ReadOnly | null,
): { edit: boolean; delete: boolean } {
  const isThere = deletedAt === undefined && readOnly !== "archived";
  const isOwn = user.id === account.id;
  return {
    edit: isThere && isOwn && readOnly === null,
    delete: isThere && (isOwn || moderates(account)),
  };
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

function mayManage(account: Account, room: Guarded): boolean {
  return manages(account, room, room.managerOf.get(account.id) ?? false);
}
