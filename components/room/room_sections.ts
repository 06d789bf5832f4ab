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

/** Most rooms of a section that the list shows because they are its first ones: more than people look through, and with
 *  a thousand of them a page would be half a megabyte. */
export const LISTED_ROOMS = 50;
/** Most that it shows besides: the open one, those with something unread, those that were opened before. */
const MOST_BESIDES = 50;

/** How many rooms there are in each section of which not all are on the page. */
export type RoomTotals = Partial<Record<SectionKey, number>>;

/** What the list has to know of a room. */
type Listed = Pick<RoomInfo, "id" | "kind" | "archived"> & { unread?: number; opened?: boolean };

const TITLES: Record<SectionKey, string> = {
  direct: "Direct messages",
  public: "Rooms",
  private: "Private rooms",
  archived: "Archived",
};
const KEYS = Object.keys(TITLES) as SectionKey[];

/** The sections that have rooms, and that of the public ones; the rooms of each in the order given.
 *  @param current the id of the open room
 *  @param totals where there are more than `rooms` has */
export function roomSections<Room extends Listed>(
  rooms: readonly Room[],
  current: string,
  totals: RoomTotals = {},
): RoomSection<Room>[] {
  return KEYS.map((key) => {
    const all = rooms.filter((room) => sectionOf(room) === key);
    const besides = new Set(mostWanted(all.slice(LISTED_ROOMS), current));
    const listed = all.filter((room, i) => i < LISTED_ROOMS || besides.has(room));
    const hidden = Math.max(all.length, totals[key] ?? 0) - listed.length;
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

/** The open one, then those with something unread, then those that were opened before. */
function mostWanted<Room extends Listed>(rooms: readonly Room[], current: string): Room[] {
  const others = rooms.filter(({ id }) => id !== current);
  return [
    ...rooms.filter(({ id }) => id === current),
    ...others.filter(({ unread }) => unread),
    ...others.filter(({ unread, opened }) => !unread && opened),
  ].slice(0, MOST_BESIDES);
}

function sectionOf({ kind, archived }: Listed): SectionKey {
  return archived ? "archived" : kind;
}
