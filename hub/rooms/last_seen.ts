import type { Member } from "../ports/store.ts";

/** When somebody was online last is told to the minute, in milliseconds. */
const SEEN_MS = 60_000;

/** As much of a time (in milliseconds since the epoch) as others are told of when somebody was online. */
export function minuteOf(at: number): number {
  return at - at % SEEN_MS;
}

/** Members of a record that may be older than what was known of when they were online last. */
export function keepLastSeen(members: readonly Member[], known: readonly Member[]): Member[] {
  const seen = new Map(known.map(({ user, lastSeen = 0 }) => [user.id, lastSeen]));
  return withLastSeen(
    members,
    ({ user, lastSeen = 0 }) => Math.max(lastSeen, seen.get(user.id) ?? 0),
  );
}

/** Members of whom one was online until now. */
export function noteSeen(members: readonly Member[], userId: string, now: number): Member[] {
  return withLastSeen(members, ({ user, lastSeen = 0 }) => user.id === userId ? now : lastSeen);
}

function withLastSeen(members: readonly Member[], lastSeenOf: (member: Member) => number) {
  return members.map((member) => {
    const lastSeen = minuteOf(lastSeenOf(member));
    return lastSeen > 0 ? { ...member, lastSeen } : member;
  });
}
