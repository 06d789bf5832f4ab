import { publicUser } from "../../protocol/entities.ts";
import { roomNotFound, wireError } from "../../protocol/errors.ts";
import type { Commands } from "./context.ts";
import { notJoined } from "./errors.ts";

/** Coming into a room and leaving it. */
export const joiningCommands: Commands<"room.join" | "room.leave"> = {
  "room.join": async (context, connection, { type, ref, room: id, after, epoch }) => {
    const account = connection.account!;
    const room = await context.rooms.look(id, account);
    if (!room) return connection.refuse(ref, roomNotFound(id));
    const most = context.limits.roomsPerConnection;
    if (!connection.rooms.has(id) && connection.rooms.size >= most) {
      const message = `Cannot join "${id}": this connection is in ${most} rooms, the limit`;
      return connection.refuse(ref, wireError("too_many_rooms", message));
    }
    const have = after === undefined ? null : { after, epoch };
    const joined = await room.join(connection, publicUser(account), have, (snapshot) => {
      const manager = room.managerOf.get(account.id) ?? false;
      const maker = room.madeBy === account.id;
      const body = { ...snapshot, room: room.info, users: room.people, manager, maker };
      connection.reply(ref, type, body);
    });
    if (!joined) connection.refuse(ref, roomNotFound(id));
  },

  "room.leave": (_context, connection, { type, ref, room: id }) => {
    const room = connection.rooms.get(id);
    if (!room) return connection.refuse(ref, notJoined(id));
    room.leave(connection, 0);
    connection.reply(ref, type, {});
  },
};
