import type { RoomInfo } from "./entities.ts";

/** A room as it is shown to one reader: a direct conversation goes by the names of the others in it. The title
 *  it was made with names the reader too, and names change.
 *  @param readerId a user id */
export function asShownTo<Info extends RoomInfo>(readerId: string, room: Info): Info {
  const others = (room.members ?? []).filter(({ id }) => id !== readerId).map(({ name }) => name);
  return others.length === 0 ? room : { ...room, title: others.sort().join(", ") };
}
