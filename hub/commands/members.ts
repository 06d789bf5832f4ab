import type { Connection } from "../connections/connection.ts";
import type { MemberChange } from "../ports/store.ts";
import type { CommandContext, Commands } from "./context.ts";
import { roomNotFound } from "./errors.ts";

/** Who belongs to a room, and who manages it. */
export const memberCommands: Commands<"room.members" | "room.invite" | "room.remove"> = {
  "room.members": (context, connection, { ref, room: id }) => {
    const room = context.room(id, connection.account!);
    if (!room) return connection.refuse(ref, roomNotFound(id));
    connection.reply(ref, "room.members", { members: [...room.members] });
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
  const record = await context.store.setMember({ ...change, actor: connection.account!.id });
  if (!record.ok) return connection.refuse(ref, record.error);
  context.publishRoom(record.value);
  connection.reply(ref, type, {});
}
