import type { Message } from "../../protocol/entities.ts";

/** What a stretch of a log covers: seqs from `from` to `to`, both included. */
export interface Span {
  from: number;
  to: number;
}

export const EVERYTHING: Span = { from: 0, to: Infinity };

/** The list with changes merged in: an upsert by seq in which the higher version wins. Changes
 *  outside the span are left out. The same list when nothing changed.
 *  @param messages ascending by seq
 *  @param changes in any order, repeated or not */
export function upsert(
  messages: readonly Message[],
  changes: readonly Message[],
  span: Span = EVERYTHING,
): readonly Message[] {
  let merged: Message[] | null = null;
  for (const change of changes) {
    if (change.seq < span.from || change.seq > span.to) continue;
    const list: readonly Message[] = merged ?? messages;
    const index = indexOfSeq(list, change.seq);
    const known = list[index];
    const replaces = known?.seq === change.seq;
    if (replaces && known.version >= change.version) continue;
    merged ??= [...messages];
    merged.splice(index, replaces ? 1 : 0, change);
  }
  return merged ?? messages;
}

/** The index of the first message whose seq is at least `seq`; the length when there is none. */
function indexOfSeq(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length;
  // Nearly every change is at the end.
  if (high > 0 && messages[high - 1]!.seq < seq) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle]!.seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
