import { roomNotFound, wireError } from "../../protocol/errors.ts";
import type { Commands } from "./context.ts";

/** How far somebody has read. */
export const readCommands: Commands<"read.mark"> = {
  "read.mark": async (context, connection, { type, ref, room, seq, unread }) => {
    const account = connection.account!;
    if (!context.rooms.find(room, account)) return connection.refuse(ref, roomNotFound(room));
    if (!connection.isKept) return connection.refuse(ref, KEPT_FOR_SESSIONS);
    const mark = await context.store.markRead({ room, user: account.id, seq, unread });
    if (!mark) return connection.refuse(ref, roomNotFound(room));
    connection.reply(ref, type, mark);
    context.broker.publish({ type: "read", user: account.id, room, mark });
  },
};

const KEPT_FOR_SESSIONS = wireError(
  "forbidden",
  "What is read is kept for who has an account or a session, and you came in by name alone",
);
