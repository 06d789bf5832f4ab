import type { User } from "../../protocol/entities.ts";
import type { PresenceEvent } from "../../protocol/events.ts";
import { compareNames } from "../../protocol/name.ts";

/** Orders by name; those of one name by id, so that they keep their places. */
export function byName(one: User, other: User): number {
  return compareNames(one.name, other.name) || (one.id < other.id ? -1 : 1);
}

/** Who is in the room after people came, went and took other names, by name.
 *  @param people by name; thousands of them, so that they are not sorted anew for one who came */
export function movePeople(
  people: readonly User[],
  { joined, left, renamed = [] }: PresenceEvent,
): User[] {
  const moved = new Set([...joined, ...left, ...renamed].map((user) => user.id));
  const arrived = [...joined, ...renamed].sort(byName);
  const result: User[] = [];
  for (const user of people) {
    if (moved.has(user.id)) continue;
    while (arrived[0] && byName(arrived[0], user) < 0) result.push(arrived.shift()!);
    result.push(user);
  }
  return [...result, ...arrived];
}

/** Who came and who went since these people were here, without the reader. The server collects what it tells, so
 *  somebody who has just joined may be told that people came whom they found here, or that people went whom they
 *  never saw: neither is news to them. */
export function movementAmong(
  people: readonly User[],
  { joined, left }: Pick<PresenceEvent, "joined" | "left">,
  readerId: string,
): { joined: User[]; left: User[] } {
  const moved = new Set([...joined, ...left].map((user) => user.id));
  const here = new Set(people.map((user) => user.id).filter((id) => moved.has(id)));
  return {
    joined: joined.filter(({ id }) => id !== readerId && !here.has(id)),
    left: left.filter(({ id }) => id !== readerId && here.has(id)),
  };
}
