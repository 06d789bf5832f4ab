import { roomNotFound } from "../../protocol/errors.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { Replies } from "../../protocol/requests.ts";
import type { Connection } from "../connections/connection.ts";
import { resume } from "../rooms/resume.ts";
import type { CommandContext, Commands } from "./context.ts";

/** Reading a room's log. */
export const historyCommands: Commands<"history.page" | "history.changes"> = {
  "history.page": (context, connection, { type, ref, room, before, after, around, limit }) => {
    const size = pageSize(context.limits, limit);
    const read = () => context.store.page(room, { before, after, around }, size);
    return answerRead(context, connection, { ref, room, type, read });
  },

  "history.changes": (context, connection, { type, ref, room, after, epoch, limit }) => {
    const { store, limits } = context;
    const size = pageSize(limits, limit);
    const { pageSize: newest } = limits;
    const read = () =>
      resume(store, room, { have: { after, epoch }, limit: size, pageSize: newest });
    return answerRead(context, connection, { ref, room, type, read });
  },
};

/** Reads the log for who may see it, also when the answer is there: they may have been sent out meanwhile. */
async function answerRead<Type extends "history.page" | "history.changes">(
  context: CommandContext,
  connection: Connection,
  { ref, room, type, read }: {
    ref: string | undefined;
    room: string;
    type: Type;
    /** Null when there is no such room. */
    read: () => Promise<Replies[Type] | null>;
  },
): Promise<void> {
  if (ref === undefined) return;
  const maySee = () => connection.account && context.rooms.find(room, connection.account);
  const page = maySee() && await read();
  if (!page || !maySee()) return connection.refuse(ref, roomNotFound(room));
  connection.reply(ref, type, page);
}

function pageSize(limits: Limits, asked: number | undefined): number {
  return Math.min(asked ?? limits.pageSize, limits.maxPageSize);
}
