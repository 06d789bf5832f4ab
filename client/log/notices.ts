import type { User } from "../../protocol/entities.ts";
import type { PresenceNotice } from "../types.ts";
import type { TimelineState } from "./timeline.ts";

/** Most notices kept for one room. */
export const MAX_NOTICES = 50;
/** Notices with no message between them are one when the first is at most this old, in milliseconds. */
export const MERGE_WITHIN_MS = 60_000;

/** Who came into the room for the first time and who left it for good, as it is told. */
export interface Movement {
  at: number;
  joined: readonly User[];
  left: readonly User[];
}

/** Notes who came and went, below the newest message. Joins the last notice when nothing stands between
 *  them, unless that one already tells of one of these people: each coming and each going is told. */
export function addNotice(
  timeline: TimelineState,
  { at, joined, left }: Movement,
): TimelineState {
  if (joined.length === 0 && left.length === 0) return timeline;
  const last = timeline.notices.at(-1);
  const continues = last !== undefined && last.afterSeq === timeline.head &&
    at - last.at <= MERGE_WITHIN_MS &&
    ![...joined, ...left].some((user) => includes(last.joined, user) || includes(last.left, user));
  const notice: PresenceNotice = continues
    ? { ...last, joined: [...last.joined, ...joined], left: [...last.left, ...left] }
    : {
      id: `${at}-${(last ? counterOf(last) : 0) + 1}`,
      at,
      afterSeq: timeline.head,
      joined: [...joined],
      left: [...left],
    };
  const before = continues ? timeline.notices.slice(0, -1) : timeline.notices;
  return { ...timeline, notices: [...before, notice].slice(-MAX_NOTICES) };
}

function includes(users: readonly User[], user: User): boolean {
  return users.some((one) => one.id === user.id);
}

/** Ids end in a count, since two notices may fall on one millisecond. */
function counterOf(notice: PresenceNotice): number {
  return Number(notice.id.slice(notice.id.lastIndexOf("-") + 1));
}
