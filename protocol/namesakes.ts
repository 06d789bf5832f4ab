import type { User } from "./entities.ts";
import { searchText } from "./search_text.ts";

/** Which guests among some users share their name with another of them, case and accents aside: their ids. Accounts never
 *  do. */
export function namesakes(users: Iterable<User>): ReadonlySet<string> {
  const byName = new Map<string, Set<string>>();
  for (const { id, name, role } of users) {
    if (role !== "guest") continue;
    const key = searchText(name);
    const ids = byName.get(key);
    if (ids) ids.add(id);
    else byName.set(key, new Set([id]));
  }
  return new Set([...byName.values()].flatMap((ids) => ids.size > 1 ? [...ids] : []));
}

/** What is shown behind a name to tell somebody from their namesakes, the same for everybody: "#417"; "" where there are
 *  none. */
export function nameTag({ id }: Pick<User, "id">, among: ReadonlySet<string>): string {
  if (!among.has(id)) return "";
  let hash = 0;
  for (const character of id) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return `#${100 + hash % 900}`;
}
