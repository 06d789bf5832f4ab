import { publicUser } from "../../protocol/entities.ts";
import { refusePost } from "../../protocol/room_rules.ts";
import type { Commands } from "./context.ts";
import { notJoined } from "./errors.ts";

/** Saying that one is about to say something. */
export const typingCommands: Commands<"typing"> = {
  "typing": (context, connection, { ref, room: id }) => {
    const account = connection.account!;
    const room = connection.rooms.has(id) ? context.rooms.find(id, account) : undefined;
    if (!room) return connection.refuse(ref, notJoined(id));
    const error = refusePost(account, room);
    if (error) return connection.refuse(ref, error);
    room.startTyping(publicUser(account));
  },
};
