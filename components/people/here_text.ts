import type { RoomInfo, RoomPerson } from "../../protocol/entities.ts";

const MINUTE_MS = 60_000;
/** What time ago is told in, longest first, each with its minutes. */
const UNITS = [["day", 24 * 60], ["hour", 60], ["minute", 1]] as const;

/** Who is there, of a room: "12 online · 48 in this room"; of a conversation of two whether the other one is, and since when
 *  not.
 *  @param me the reader's user id
 *  @param now milliseconds since the epoch */
export function hereText(
  room: Pick<RoomInfo, "online" | "people" | "members">,
  { me, now }: { me: string; now: number },
): string {
  const other = otherOf(room, me);
  if (other) return other.online ? "Online" : lastSeenText(other, now);
  return `${room.online} online · ${room.people} in this room`;
}

/** With whom the reader is in a conversation of two; undefined in all other rooms. */
export function otherOf(
  { members }: Pick<RoomInfo, "members">,
  me: string,
): RoomPerson | undefined {
  const others = members?.filter(({ id }) => id !== me);
  return others?.length === 1 ? others[0] : undefined;
}

/** "Last seen 2 hours ago", or "Offline" where nobody knows since when. */
function lastSeenText({ lastSeen }: Pick<RoomPerson, "lastSeen">, now: number): string {
  if (lastSeen === undefined) return "Offline";
  const minutes = Math.floor((now - lastSeen) / MINUTE_MS);
  for (const [unit, length] of UNITS) {
    const count = Math.floor(minutes / length);
    if (count >= 1) return `Last seen ${count} ${unit}${count === 1 ? "" : "s"} ago`;
  }
  return "Last seen just now";
}
