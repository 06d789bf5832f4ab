import type { RoomInfo } from "../../protocol/entities.ts";

export type SectionKey = "public" | "private" | "direct" | "archived";

/** What the list of rooms is divided into, in this order. */
export interface RoomSection<Room> {
  key: SectionKey;
  title: string;
  rooms: Room[];
  /** How many more it has. */
  hidden: number;
}

/** Most rooms that the list shows of a section, besides the open one and those with something unread: more than people
 *  look through, and with a thousand of them a page would be half a megabyte. */
const LISTED_ROOMS = 50;

/** How many rooms of each section the page left out. */
export type MissingRooms = Partial<Record<SectionKey, number>>;

/** What the list has to know of a room. */
type Listed = Pick<RoomInfo, "id" | "kind" | "archived"> & { unread?: number };

const TITLES: Record<SectionKey, string> = {
  public: "Rooms",
  private: "Private rooms",
  direct: "Direct messages",
  archived: "Archived",
};
const KEYS = Object.keys(TITLES) as SectionKey[];

/** The sections that have rooms, and that of the public ones; the rooms of each in the order given.
 *  @param current the id of the open room
 *  @param missing not among `rooms`, hidden like those that are not listed */
export function roomSections<Room extends Listed>(
  rooms: readonly Room[],
  current: string,
  missing: MissingRooms = {},
): RoomSection<Room>[] {
  return KEYS.map((key) => {
    const all = rooms.filter((room) => sectionOf(room) === key);
    const listed = all.filter((room, i) => i < LISTED_ROOMS || room.id === current || room.unread);
    const hidden = all.length - listed.length + (missing[key] ?? 0);
    return { key, title: TITLES[key], rooms: listed, hidden };
  }).filter((section) => section.rooms.length > 0 || section.key === "public");
}

/** The room above (-1) or below (1) the open one, hidden ones included, archived ones not; undefined at the end.
 *  @param current the id of the open room */
export function neighbour<Room extends Listed>(
  rooms: readonly Room[],
  current: string,
  step: 1 | -1,
): Room | undefined {
  const walked = KEYS.flatMap((key) => rooms.filter((room) => sectionOf(room) === key))
    .filter((room) => !room.archived || room.id === current);
  return walked[walked.findIndex((room) => room.id === current) + step];
}

function sectionOf({ kind, archived }: Listed): SectionKey {
  return archived ? "archived" : kind;
}
