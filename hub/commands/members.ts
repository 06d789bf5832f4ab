import { ok, type Result, type WireError, wireError } from "../../protocol/errors.ts";
import { actsByRole, isLastManager, refuseManage } from "../../protocol/room_rules.ts";
import { audit } from "../audit.ts";
import type { Connection } from "../connections/connection.ts";
import type { Room } from "../rooms/room.ts";
import type { CommandContext, Commands } from "./context.ts";
import { roomNotFound, userNotFound } from "./errors.ts";

/** Who belongs to a room, and who manages it. */
export const memberCommands: Commands<"room.members" | "room.invite" | "room.remove"> = {
  "room.members": (context, connection, { ref, room: id }) => {
    const room = context.room(id, connection.account!);
    if (!room) return connection.refuse(ref, roomNotFound(id));
    connection.reply(ref, "room.members", { members: [...room.members] });
  },

  "room.invite": async (context, connection, { ref, room: id, user, manager: wish }) => {
    const room = managedRoom(context, connection, id);
    if (!room.ok) return connection.refuse(ref, room.error);
    const isPublic = room.value.kind === "public";
    const manager = wish ?? room.value.managerOf.get(user) ?? isPublic;
    if (!manager && isLastManager(user, room.value)) return connection.refuse(ref, needsManager());
    const [invited] = await context.identities.accounts([user]);
    if (!invited) return connection.refuse(ref, userNotFound(user));
    // Everybody is in a public room: only its managers are kept.
    const kept = isPublic && !manager ? null : manager;
    await setMember(
      context,
      connection,
      ref,
      { room: room.value, user, manager: kept },
      "room.invite",
    );
  },

  "room.remove": async (context, connection, { ref, room: id, user }) => {
    const account = connection.account!;
    const room = context.room(id, account);
    if (!room) return connection.refuse(ref, roomNotFound(id));
    const leaves = user === account.id && room.kind !== "direct";
    const error = leaves ? null : refuseManage(account, room);
    if (error) return connection.refuse(ref, error);
    if (!room.managerOf.has(user)) return connection.refuse(ref, userNotFound(user));
    if (isLastManager(user, room)) return connection.refuse(ref, needsManager());
    await setMember(context, connection, ref, { room, user, manager: null }, "room.remove");
  },
};

function managedRoom(context: CommandContext, connection: Connection, id: string): Result<Room> {
  const account = connection.account!;
  const room = context.room(id, account);
  if (!room) return { ok: false, error: roomNotFound(id) };
  const error = refuseManage(account, room);
  return error ? { ok: false, error } : ok(room);
}

function needsManager(): WireError {
  return wireError("forbidden", "The room needs a manager: make somebody else one first");
}

async function setMember(
  context: CommandContext,
  connection: Connection,
  ref: string | undefined,
  { room, user, manager }: { room: Room; user: string; manager: boolean | null },
  type: "room.invite" | "room.remove",
): Promise<void> {
  const account = connection.account!;
  const byRole = user !== account.id && actsByRole(account, room);
  const record = await context.store.setMember(room.id, user, manager);
  if (!record) return connection.refuse(ref, roomNotFound(room.id));
  context.publishRoom(record);
  if (byRole) audit(context, account, type, room.id, { user, manager });
  connection.reply(ref, type, {});
}
