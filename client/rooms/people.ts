import type { User } from "../../protocol/entities.ts";
import { compareNames } from "../../protocol/name.ts";

/** Orders by name; those of one name by id, so that they keep their places. */
export function byName(one: User, other: User): number {
  return compareNames(one.name, other.name) || (one.id < other.id ? -1 : 1);
}

/** Who of some people are left after people came, went and took other names, by name.
 *  @param people by name; not sorted anew for one who came */
export function movePeople<Person extends User>(
  people: readonly Person[],
  { joined, left, renamed = [] }: {
    joined: readonly Person[];
    left: readonly User[];
    renamed?: readonly Person[];
  },
): Person[] {
  const moved = new Set([...joined, ...left, ...renamed].map((user) => user.id));
  const arrived = [...joined, ...renamed].sort(byName);
  const result: Person[] = [];
  for (const user of people) {
    if (moved.has(user.id)) continue;
    while (arrived[0] && byName(arrived[0], user) < 0) result.push(arrived.shift()!);
    result.push(user);
  }
  return [...result, ...arrived];
}
