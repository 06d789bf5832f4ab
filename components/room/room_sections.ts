import type { ListedRoom as RoomWithMark, RoomInfo } from "../../protocol/entities.ts";
import { unreadOf } from "../../protocol/read_mark.ts";

export type SectionKey = "unread" | "direct" | "rooms" | "archived";

/** What the list of rooms is divided into, in this order. */
export interface RoomSection<Room> {
  key: SectionKey;
  title: string;
  rooms: Room[];
  /** How many more it has. */
  hidden: number;
}

/** A room as the list shows it. */
export interface ListedRoom extends RoomInfo {
  /** How many of its messages the reader has not read. */
  unread: number;
  /** Whether it stands among the unread ones. The open one does as long as it is open, if something in it was unread at
   *  first, and does not come there meanwhile: nothing moves under the pointer. */
  isNew: boolean;
}

/** Most rooms of a section that the list shows, besides the open one: more than people look through, and with a thousand of
 *  them a page would be half a megabyte. */
export const LISTED_ROOMS = 100;

/** How many rooms there are in each section of which not all are on the page. */
export type RoomTotals = Partial<Record<SectionKey, number>>;

/** What the list has to know of a room. */
type Listed =
  & Pick<RoomInfo, "id" | "kind" | "archived" | "lastAt" | "isIn">
  & Partial<Pick<ListedRoom, "isNew">>;

const TITLES: Record<SectionKey, string> = {
  unread: "Unread",
  direct: "Direct messages",
  rooms: "Rooms",
  archived: "Archived",
};
const KEYS = Object.keys(TITLES) as SectionKey[];

/** A room of the server's list, as a page is opened. */
export function listedRoom(room: RoomWithMark): ListedRoom {
  const unread = unreadOf(room.read ?? null, room);
  return { ...room, unread, isNew: unread > 0 };
}

/** The rooms that the reader is in, in sections: those that have any, and those in which one can be begun; the rooms of each in the order given, conversations
 *  by when something was last said in them.
 *  @param current the id of the open room
 *  @param totals where there are more than `rooms` has */
export function roomSections<Room extends Listed>(
  rooms: readonly Room[],
  current: string,
  totals: RoomTotals = {},
): RoomSection<Room>[] {
  return KEYS.map((key) => {
    const all = inSection(rooms, key, current);
    const listed = all.filter((room, i) => i < LISTED_ROOMS || room.id === current);
    const hidden = Math.max(all.length, totals[key] ?? 0) - listed.length;
    return { key, title: TITLES[key], rooms: listed, hidden };
  }).filter(({ key, rooms }) => rooms.length > 0 || key === "direct" || key === "rooms");
}

/** The room above (-1) or below (1) the open one, hidden ones included, archived ones not; undefined at the end.
 *  @param current the id of the open room */
export function neighbour<Room extends Listed>(
  rooms: readonly Room[],
  current: string,
  step: 1 | -1,
): Room | undefined {
  const walked = KEYS.flatMap((key) => inSection(rooms, key, current))
    .filter((room) => !room.archived || room.id === current);
  return walked[walked.findIndex((room) => room.id === current) + step];
}

/** A public room that the reader is not in is found by looking for it, unless it is open. */
function inSection<Room extends Listed>(
  rooms: readonly Room[],
  key: SectionKey,
  current: string,
): Room[] {
  const isListed = (room: Room) => room.kind !== "public" || room.isIn || room.id === current;
  const found = rooms.filter((room) => sectionOf(room) === key && isListed(room));
  return key === "direct"
    ? found.sort((one, other) => (other.lastAt ?? 0) - (one.lastAt ?? 0))
    : found;
}

function sectionOf({ kind, archived, isNew }: Listed): SectionKey {
  if (archived) return "archived";
  if (isNew) return "unread";
  return kind === "direct" ? "direct" : "rooms";
}
