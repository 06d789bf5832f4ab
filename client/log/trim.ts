import type { Log } from "./timeline.ts";

/** Rows of messages kept in the page. More would cost layout, not memory. */
export const KEPT_MESSAGES = 300;
/** How far a log may grow past that before it is cut, so that not every message costs a cut. */
export const TRIM_SLACK = 50;

/** Cuts a log that has grown too long, at the end where nobody looks.
 *  @param end "head" while the reader is at or moves towards the end of the log, "tail" while far up */
export function trim(log: Log, end: "head" | "tail", slack = TRIM_SLACK): Log {
  const surplus = log.messages.length - KEPT_MESSAGES;
  if (surplus <= slack) return log;
  if (end === "tail") {
    return { ...log, messages: log.messages.slice(0, KEPT_MESSAGES), hasNewer: true };
  }
  const messages = log.messages.slice(surplus);
  const first = messages[0]!.seq;
  const notices = log.notices.filter((notice) => notice.afterSeq >= first);
  const joints = log.joints.filter((seq) => seq > first);
  return { ...log, messages, notices, joints, hasOlder: true };
}
