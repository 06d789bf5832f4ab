import type { User } from "./entities.ts";
import { compareNames } from "./name.ts";

/** A room as it is shown to one reader: a direct conversation goes by the names of the others in it. The title
 *  it was made with names the reader too, and names change.
 *  @param readerId a user id */
export function asShownTo<Info extends { title: string; members?: readonly User[] }>(
  readerId: string,
  room: Info,
): Info {
  if (!room.members) return room;
  const others = room.members.filter(({ id }) => id !== readerId).map(({ name }) => name);
  return others.length === 0 ? room : { ...room, title: others.sort().join(", ") };
}

/** Orders rooms by title; those of one title by id. */
export function byTitle(one: { title: string; id: string }, other: typeof one): number {
  return compareNames(one.title, other.title) || (one.id < other.id ? -1 : 1);
}
