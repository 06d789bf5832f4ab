import { roomNotFound } from "../../protocol/errors.ts";
import type { Connection } from "../connections/connection.ts";
import type { MemberChange } from "../ports/store.ts";
import type { CommandContext, Commands } from "./context.ts";

/** Who belongs to a room, and who manages it. */
export const memberCommands: Commands<"room.members" | "room.invite" | "room.remove"> = {
  "room.members": (context, connection, { type, ref, room: id }) => {
    const room = context.rooms.find(id, connection.account!);
    if (!room) return connection.refuse(ref, roomNotFound(id));
    connection.reply(ref, type, { members: [...room.members] });
  },

  "room.invite": (context, connection, { type, ref, room, user, manager }) =>
    setMember(context, connection, { type, ref, room, user, manager }),

  "room.remove": (context, connection, { type, ref, room, user }) =>
    setMember(context, connection, { type, ref, room, user, manager: null }),
};

async function setMember(
  context: CommandContext,
  connection: Connection,
  { type, ref, ...change }: Omit<MemberChange, "actor"> & {
    type: "room.invite" | "room.remove";
    ref?: string;
  },
): Promise<void> {
  const room = await context.storedRooms.setMember({ ...change, actor: connection.account!.id });
  if (!room.ok) return connection.refuse(ref, room.error);
  connection.reply(ref, type, {});
}
