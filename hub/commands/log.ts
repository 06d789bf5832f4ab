import { publicUser } from "../../protocol/entities.ts";
import type { Replies } from "../../protocol/events.ts";
import type { Limits } from "../../protocol/limits.ts";
import { moderates, refusePost } from "../../protocol/room_rules.ts";
import { audit } from "../audit.ts";
import type { Connection } from "../connections/connection.ts";
import type { Change } from "../ports/store.ts";
import { resume } from "../rooms/resume.ts";
import type { CommandContext, Commands } from "./context.ts";
import { describeFailure, refuseUnanswered, roomNotFound } from "./errors.ts";

/** Changing and reading the log of a room. */
export const logCommands: Commands<
  "message.send" | "message.edit" | "message.delete" | "history.page" | "history.changes"
> = {
  "message.send": (context, connection, { ref, room, id, text, replyTo }) => {
    const user = publicUser(connection.account!);
    const change: Change = { kind: "post", room, user, id, text };
    if (replyTo !== undefined) change.replyTo = replyTo;
    changeRoom(context, connection, ref, change, "message.send");
  },

  "message.edit": (context, connection, { ref, room, seq, text }) => {
    const user = publicUser(connection.account!);
    changeRoom(context, connection, ref, { kind: "edit", room, user, seq, text }, "message.edit");
  },

  "message.delete": (context, connection, { ref, room, seq }) => {
    const account = connection.account!;
    const change: Change = { kind: "delete", room, user: publicUser(account), seq };
    if (moderates(account)) change.moderates = true;
    changeRoom(context, connection, ref, change, "message.delete");
  },

  "history.page": (context, connection, { ref, room, before, after, around, limit }) => {
    const size = pageSize(context.limits, limit);
    return answerRead(
      context,
      connection,
      ref,
      room,
      "history.page",
      () => context.store.page(room, { before, after, around }, size),
    );
  },

  "history.changes": (context, connection, { ref, room, after, epoch, limit }) => {
    const { store, limits } = context;
    const size = pageSize(limits, limit);
    return answerRead(
      context,
      connection,
      ref,
      room,
      "history.changes",
      () => resume(store, { room, after, epoch, limit: size, pageSize: limits.pageSize }),
    );
  },
};

/** Reads the log for who may see it, also when the answer is there: they may have been sent out meanwhile. */
async function answerRead<Type extends "history.page" | "history.changes">(
  context: CommandContext,
  connection: Connection,
  ref: string | undefined,
  room: string,
  type: Type,
  read: () => Promise<Replies[Type] | null>,
): Promise<void> {
  if (ref === undefined) return;
  const maySee = () => connection.account && context.room(room, connection.account);
  const page = maySee() && await read();
  if (!page || !maySee()) return connection.refuse(ref, roomNotFound(room));
  connection.reply(ref, type, page);
}

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

function pageSize(limits: Limits, asked: number | undefined): number {
  return Math.min(asked ?? limits.pageSize, limits.maxPageSize);
}
