import type { Message } from "../protocol/entities.ts";
import type { Timeline } from "./types.ts";

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

/** The mark that knows what either knows: two tabs of one person. */
export function combineMarks(one: ReadMark, other: ReadMark): ReadMark {
  let mark = markRead(one, other.read);
  for (const seq of other.own) mark = markOwn(mark, seq);
  return mark;
}

/** How much is unread in a room whose log is not loaded. An edit counts like a message: the version is
 *  all that is known of such a room. */
export function unreadByVersion(mark: ReadMark, version: number): number {
  return Math.max(0, version - mark.read - mark.own.length);
}

/** How many messages of a timeline are unread; by version as far as it is not loaded. */
export function unreadIn(timeline: Timeline, mark: ReadMark, me: string): number {
  const { messages, hasOlder, hasNewer, version } = timeline;
  const first = messages[0];
  const reachesMark = !hasOlder || (first !== undefined && first.seq <= mark.read + 1);
  if (!reachesMark || hasNewer) return unreadByVersion(mark, version);
  return countAfter(messages, mark.read, me);
}

/** Other people's messages above a seq; deleted ones are no news. */
export function countAfter(messages: readonly Message[], seq: number, me: string): number {
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
export function dividerFor(mark: ReadMark, version: number): number | null {
  return unreadByVersion(mark, version) > 0 ? mark.read : null;
}

/** Own messages that follow directly on what was read are read. */
function settle({ read, own }: ReadMark): ReadMark {
  const above = own.filter((seq) => seq > read);
  let settled = read;
  while (above[0] === settled + 1) settled = above.shift()!;
  return { read: settled, own: above };
}
