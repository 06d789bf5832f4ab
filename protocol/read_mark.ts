import type { ReadMark, RoomInfo } from "./entities.ts";
import { COUNTED_UNREAD } from "./limits.ts";

/** How many messages of a room are unread, by what was posted in it since that was counted; at most COUNTED_UNREAD.
 *  @param mark null where there is none: then nothing is unread */
export function unreadOf(mark: ReadMark | null, { posts }: Pick<RoomInfo, "posts">): number {
  if (!mark) return 0;
  return Math.min(COUNTED_UNREAD, mark.unread + Math.max(0, posts - mark.posts));
}
