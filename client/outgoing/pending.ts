import type { Message } from "../../protocol/entities.ts";
import { type OutgoingItem, targetOf } from "./outgoing_item.ts";

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
  const { state } = item;
  if (state.status !== "refused" || !state.current) return item;
  const { seq, version } = state.current;
  const newer = messages.find((one) => one.seq === seq && one.version > version);
  return newer ? { ...item, state: { ...state, current: newer } } : item;
}
