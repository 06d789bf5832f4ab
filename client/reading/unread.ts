import type { Message } from "../../protocol/entities.ts";
import type { Timeline } from "../types.ts";

/** How far somebody has read one room. A message's seq is the version at which it was posted, so one
 *  number serves for both. Immutable. */
export interface ReadMark {
  /** Everything up to this version is read. */
  readonly read: number;
  /** One's own messages above `read`, ascending: they are not news. */
  readonly own: readonly number[];
}

/** Most own messages remembered for one mark. */
const MAX_OWN = 100;

export const NOTHING_READ: ReadMark = { read: 0, own: [] };

/** Moves a mark forward, never back. */
export function markRead(mark: ReadMark, read: number): ReadMark {
  if (read <= mark.read) return mark;
  return settle({ read, own: mark.own });
}

/** Notes one's own message. */
export function markOwn(mark: ReadMark, seq: number): ReadMark {
  if (seq <= mark.read || mark.own.includes(seq)) return mark;
  const own = [...mark.own, seq].sort((one, other) => one - other).slice(-MAX_OWN);
  return settle({ read: mark.read, own });
}

/** A mark of data that was replaced: what is there now counts as read as far as it goes. */
export function withinVersion({ read }: ReadMark, version: number): ReadMark {
  return { read: Math.min(read, version), own: [] };
}

/** The mark that knows what either knows: two tabs of one person. */
export function combineMarks(one: ReadMark, other: ReadMark): ReadMark {
  let mark = markRead(one, other.read);
  for (const seq of other.own) mark = markOwn(mark, seq);
  return mark;
}

/** How many messages of a room are unread when its log is not loaded. Never 0 while one is; too many by the gaps
 *  that edits and deletions among them have left in the seqs. */
export function unreadUpTo(mark: ReadMark, lastSeq: number): number {
  const own = mark.own.filter((seq) => seq <= lastSeq).length;
  return Math.max(0, lastSeq - mark.read - own);
}

/** Takes edits and deletions for read while no message is unread, so that their gap in the seqs does not count
 *  when the next message comes.
 *  @param room as it was at one moment */
export function passOverChanges(
  mark: ReadMark,
  room: { version: number; lastSeq: number },
): ReadMark {
  return unreadUpTo(mark, room.lastSeq) === 0 ? markRead(mark, room.version) : mark;
}

/** How many messages of a timeline are unread; by seq where it is not loaded as far as that. */
export function unreadIn(timeline: Timeline, mark: ReadMark, me: string): number {
  const { messages, hasOlder, hasNewer, head } = timeline;
  const first = messages[0];
  const reachesMark = !hasOlder || (first !== undefined && first.seq <= mark.read + 1);
  if (!reachesMark || hasNewer) return unreadUpTo(mark, head);
  return countAfter(messages, mark.read, me);
}

/** Other people's messages above a seq; deleted ones are no news. */
function countAfter(messages: readonly Message[], seq: number, me: string): number {
  let count = 0;
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index]!;
    if (message.seq <= seq) break;
    if (message.user.id !== me && message.deletedAt === undefined) count++;
  }
  return count;
}

/** Where the "New" divider of a room stands that is opened now: below the last seq read, or nowhere when
 *  nothing is unread. */
export function dividerFor(mark: ReadMark, lastSeq: number): number | null {
  return unreadUpTo(mark, lastSeq) > 0 ? mark.read : null;
}

/** Own messages that follow directly on what was read are read. */
function settle({ read, own }: ReadMark): ReadMark {
  const above = own.filter((seq) => seq > read);
  let settled = read;
  while (above[0] === settled + 1) settled = above.shift()!;
  return { read: settled, own: above };
}
