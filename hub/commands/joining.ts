import { PEOPLE_PER_PAGE } from "../../protocol/limits.ts";
import { roomNotFound, wireError } from "../../protocol/errors.ts";
import type { Commands } from "./context.ts";
import { notJoined } from "./errors.ts";

/** Coming into a room, looking away from it, and leaving it for good. */
export const joiningCommands: Commands<"room.join" | "room.leave"> = {
  "room.join": async (context, connection, { type, ref, room: id, after, epoch }) => {
    const { rooms, storedRooms, rates, limits } = context;
    const account = connection.account!;
    const room = await rooms.look(id, account);
    if (!room) return connection.refuse(ref, roomNotFound(id));
    const most = limits.roomsPerConnection;
    if (!connection.rooms.has(id) && connection.rooms.size >= most) {
      const message = `Cannot join "${id}": this connection is in ${most} rooms, the limit`;
      return connection.refuse(ref, wireError("too_many_rooms", message));
    }
    if (connection.isKept) {
      const error = await storedRooms.enter(room, account, () => rates.refuseEntry(connection));
      if (error) return connection.refuse(ref, error);
      // Deleted meanwhile, or they were sent out, or are gone.
      if (connection.ended) return;
      if (rooms.find(id, account) !== room) return connection.refuse(ref, roomNotFound(id));
    }
    const have = after === undefined ? null : { after, epoch };
    const joined = await room.join(connection, have, (snapshot) => {
      const manager = room.managerOf.get(account.id) ?? false;
      const maker = room.madeBy === account.id;
      const info = { ...room.info, isIn: true };
      const { users } = room.people.page({ after: null, limit: PEOPLE_PER_PAGE });
      const { online, people } = info;
      const body = { ...snapshot, room: info, users, online, people, manager, maker };
      connection.reply(ref, type, body, () => room.people.users());
    });
    if (!joined) connection.refuse(ref, roomNotFound(id));
  },

  "room.leave": async (context, connection, { type, ref, room: id, forGood }) => {
    const { rooms, storedRooms, rates } = context;
    const account = connection.account!;
    if (!forGood || !connection.isKept) {
      const room = connection.rooms.get(id);
      if (!room) return connection.refuse(ref, notJoined(id));
      room.leave(connection, 0);
      return connection.reply(ref, type, {});
    }
    const room = rooms.find(id, account);
    if (!room) return connection.refuse(ref, roomNotFound(id));
    const error = rates.refuseExit(connection);
    if (error) return connection.refuse(ref, error);
    const quit = await storedRooms.quit(room, account);
    if (!quit.ok) return connection.refuse(ref, quit.error);
    connection.reply(ref, type, {});
  },
};
