import type { Account, Message, RoomInfo, RoomMember } from "../../protocol/entities.ts";
import { moderates } from "../../protocol/room_rules.ts";
import type { ReadOnly } from "../types.ts";

/** What to offer to whom. The server has the last word (protocol/room_rules.ts); here it is only about showing nobody a
 *  control that would refuse them. */

/** Whether somebody may change a room and who is in it.
 *  @param members null while they are not known */
export function manages(
  me: Account,
  { kind }: Pick<RoomInfo, "kind">,
  members: readonly RoomMember[] | null,
): boolean {
  if (kind === "direct") return false;
  if (kind === "public" && moderates(me)) return true;
  return members?.some(({ user, manager }) => manager && user.id === me.id) ?? false;
}

/** Why somebody cannot write in a room; null when they can. */
export function whyReadOnly(
  room: Pick<RoomInfo, "archived" | "posting">,
  isManager: boolean,
): ReadOnly | null {
  if (room.archived) return "archived";
  return room.posting === "everyone" || isManager ? null : "managers";
}

/** What somebody may do with a message. Who cannot write any more can still take back what they wrote. */
export function actionsOn(
  { user, deletedAt }: Pick<Message, "user" | "deletedAt">,
  me: Account,
  readOnly: ReadOnly | null,
): { edit: boolean; delete: boolean } {
  const isThere = deletedAt === undefined && readOnly !== "archived";
  const isOwn = user.id === me.id;
  return {
    edit: isThere && isOwn && readOnly === null,
    delete: isThere && (isOwn || moderates(me)),
  };
}
