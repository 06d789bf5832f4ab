import type { Message, ReadMark, RoomInfo } from "../../protocol/entities.ts";
import type { Replies } from "../../protocol/requests.ts";
import { unreadOf } from "../../protocol/read_mark.ts";
import type { Timeline } from "../types.ts";

/** Up to where a room's log was counted. */
export type Counted = Pick<RoomInfo, "posts" | "version">;

/** What the server told as a room was joined. */
export type Joined = Pick<Replies["room.join"], "room" | "messages" | "more">;

/** Whether one of two marks of a room is the later one. */
export function isNewer(mark: ReadMark, than: ReadMark): boolean {
  if (mark.revision !== than.revision) return mark.revision > than.revision;
  return mark.version > than.version;
}

/** How many messages of an open room are unread; by the room's count where its timeline is not loaded as far as that. */
export function unreadIn(
  timeline: Timeline,
  mark: ReadMark | null,
  { me, room }: { me: string; room: RoomInfo },
): number {
  if (!mark || !reaches(timeline, mark.seq)) return unreadOf(mark, room);
  return countAfter(timeline.messages, mark.seq, me);
}

/** Whether everything after a seq is loaded. */
function reaches({ messages, hasOlder, hasNewer }: Timeline, seq: number): boolean {
  const first = messages[0];
  return !hasNewer && (!hasOlder || (first !== undefined && first.seq <= seq + 1));
}

/** The first message that is unread; null when none is, or not everything after the mark is loaded. */
export function firstUnread(timeline: Timeline, mark: ReadMark | null, me: string): Message | null {
  const { messages, hasOlder } = timeline;
  const first = messages[0];
  if (!mark || (hasOlder && (first === undefined || first.seq > mark.seq + 1))) return null;
  return messages.find((message) => isNews(message, mark.seq, me)) ?? null;
}

/** Other people's messages above a seq; deleted ones are no news. */
export function countAfter(messages: readonly Message[], seq: number, me: string): number {
  let count = 0;
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index]!;
    if (message.seq <= seq) break;
    if (isNews(message, seq, me)) count++;
  }
  return count;
}

/** Whether what was missing of a log has something unread in it, or goes with it where it is only a part. */
export function bringsNews({ room, messages, more }: Joined, mark: ReadMark, me: string): boolean {
  const hasNews = messages.some((message) => isNews(message, mark.seq, me));
  return hasNews || (more && unreadOf(mark, room) > 0);
}

function isNews(message: Message, after: number, me: string): boolean {
  return message.seq > after && message.user.id !== me && message.deletedAt === undefined;
}
