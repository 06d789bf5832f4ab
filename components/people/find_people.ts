import type { User } from "../../protocol/entities.ts";

/** Those whose name contains what was typed, case and accents aside; in the order given. */
export function findPeople(people: readonly User[], query: string): readonly User[] {
  const wanted = plain(query.trim());
  return wanted === "" ? people : people.filter((user) => plain(user.name).includes(wanted));
}

function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
