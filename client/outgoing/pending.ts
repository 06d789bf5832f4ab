import type { Message } from "../../protocol/entities.ts";
import { conflictOf, type OutgoingItem, targetOf } from "./outgoing_item.ts";

/** What a log shows of the items on their way to its room: all new messages, and the last change to each message. A
 *  refused edit comes with the message as it is now.
 *  @param items in order
 *  @param messages the log's, ascending by seq */
export function pendingIn(
  items: readonly OutgoingItem[],
  room: string,
  messages: readonly Message[],
): OutgoingItem[] {
  const here = items.filter((item) => item.room === room);
  const last = new Map(here.map((item) => [targetOf(item) ?? item.id, item]));
  return [...last.values()].map((item) => withNewest(item, messages));
}

/** The change to a message that is on its way, or was refused. */
export function changeTo(pending: readonly OutgoingItem[], seq: number): OutgoingItem | null {
  return pending.find((item) => targetOf(item) === seq) ?? null;
}

function withNewest(item: OutgoingItem, messages: readonly Message[]): OutgoingItem {
  const current = conflictOf(item);
  const newer = current &&
    messages.find(({ seq, version }) => seq === current.seq && version > current.version);
  if (!newer || item.state.status !== "refused") return item;
  return { ...item, state: { ...item.state, current: newer } };
}
