import { publicUser } from "../../protocol/entities.ts";
import { moderates, refusePost } from "../../protocol/room_rules.ts";
import { audit } from "../audit.ts";
import type { Connection } from "../connections/connection.ts";
import type { Change } from "../ports/store.ts";
import type { CommandContext, Commands } from "./context.ts";
import { describeFailure, refuseUnanswered, roomNotFound } from "./errors.ts";

/** Changing what a room's log says. */
export const messageCommands: Commands<"message.send" | "message.edit" | "message.delete"> = {
  "message.send": (context, connection, { type, ref, room, id, text, replyTo }) => {
    const user = publicUser(connection.account!);
    const change: Change = { kind: "post", room, user, id, text };
    if (replyTo !== undefined) change.replyTo = replyTo;
    changeRoom(context, connection, ref, change, type);
  },

  "message.edit": (context, connection, { type, ref, room, seq, text }) => {
    const user = publicUser(connection.account!);
    changeRoom(context, connection, ref, { kind: "edit", room, user, seq, text }, type);
  },

  "message.delete": (context, connection, { type, ref, room, seq }) => {
    const account = connection.account!;
    const change: Change = { kind: "delete", room, user: publicUser(account), seq };
    if (moderates(account)) change.moderates = true;
    changeRoom(context, connection, ref, change, type);
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
  const account = connection.account!;
  const room = context.room(change.room, account);
  if (!room) return connection.refuse(ref, roomNotFound(change.room));
  const error = refusePost(account, room);
  // Who may not post any more may still take back what they posted.
  if (error && (change.kind !== "delete" || room.archived)) return connection.refuse(ref, error);
  const most = context.limits.unansweredPerConnection;
  if (connection.unanswered >= most) return refuseUnanswered(connection, ref, most);
  connection.unanswered += 1;
  room.change(change, (outcome) => {
    connection.unanswered -= 1;
    if (outcome instanceof Error) {
      return connection.refuse(ref, describeFailure(context, type, outcome));
    }
    if (!outcome.ok) return connection.refuse(ref, outcome.error);
    const { seq, version, at, user } = outcome.message;
    if (type === "message.delete" && user.id !== account.id && !outcome.repeated) {
      audit(context, account, "message.delete", change.room, { seq });
    }
    if (type === "message.send") connection.reply(ref, type, { seq, version, at });
    else connection.reply(ref, type, { version });
  });
}
