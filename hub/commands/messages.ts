import { contentOf } from "../../protocol/content.ts";
import { publicUser } from "../../protocol/entities.ts";
import { roomNotFound } from "../../protocol/errors.ts";
import type { Connection } from "../connections/connection.ts";
import type { Change } from "../ports/store.ts";
import type { CommandContext, Commands } from "./context.ts";
import { describeFailure, refuseUnanswered } from "./errors.ts";

/** Changing what a room's log says. */
export const messageCommands: Commands<"message.send" | "message.edit" | "message.delete"> = {
  "message.send": (context, connection, { type, ref, room, id, ...rest }) => {
    const user = publicUser(connection.account!);
    const change: Change = { kind: "post", room, user, id, content: contentOf(rest) };
    changeRoom(context, connection, ref, change, type);
  },

  "message.edit": (context, connection, { type, ref, room, seq, base, ...rest }) => {
    const user = publicUser(connection.account!);
    const change: Change = { kind: "edit", room, user, seq, content: contentOf(rest), base };
    changeRoom(context, connection, ref, change, type);
  },

  "message.delete": (context, connection, { type, ref, room, seq }) => {
    const user = publicUser(connection.account!);
    changeRoom(context, connection, ref, { kind: "delete", room, user, seq }, type);
  },
};

/** Sends a change on its way; the answer comes when the store has decided. */
function changeRoom(
  context: CommandContext,
  connection: Connection,
  ref: string | undefined,
  change: Change,
  type: "message.send" | "message.edit" | "message.delete",
): void {
  const room = context.rooms.find(change.room, connection.account!);
  if (!room) return connection.refuse(ref, roomNotFound(change.room));
  const most = context.limits.unansweredPerConnection;
  if (connection.unanswered >= most) return refuseUnanswered(connection, ref, most);
  connection.unanswered += 1;
  const { meter } = context;
  const begunMs = meter.now();
  room.change(change, (outcome) => {
    connection.unanswered -= 1;
    if (outcome instanceof Error) {
      return connection.refuse(ref, describeFailure(context, type, outcome));
    }
    if (!outcome.ok) return connection.refuse(ref, outcome.error);
    const { seq, version, at } = outcome.message;
    if (type === "message.send") connection.reply(ref, type, { seq, version, at });
    else connection.reply(ref, type, { version });
    meter.took(meter.changes, begunMs);
  });
}
