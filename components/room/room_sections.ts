import type { RoomInfo } from "../../protocol/entities.ts";

export type SectionKey = "public" | "private" | "direct" | "archived";

/** What the list of rooms is divided into, in this order. */
export interface RoomSection<Room> {
  key: SectionKey;
  title: string;
  rooms: Room[];
}

const TITLES: Record<SectionKey, string> = {
  public: "Rooms",
  private: "Private rooms",
  direct: "Direct messages",
  archived: "Archived",
};

/** The sections that have rooms; the rooms of each in the order given. */
export function roomSections<Room extends Pick<RoomInfo, "kind" | "archived">>(
  rooms: readonly Room[],
): RoomSection<Room>[] {
  return (Object.keys(TITLES) as SectionKey[])
    .map((key) => ({
      key,
      title: TITLES[key],
      rooms: rooms.filter((room) => (room.archived ? "archived" : room.kind) === key),
    }))
    .filter((section) => section.rooms.length > 0);
}

/** The room above (-1) or below (1) the open one in the list; undefined at its end. Archived ones are folded away.
 *  @param current the id of the open room */
export function neighbour<Room extends Pick<RoomInfo, "id" | "kind" | "archived">>(
  rooms: readonly Room[],
  current: string,
  step: 1 | -1,
): Room | undefined {
  const listed = listedRooms(rooms, current);
  return listed[listed.findIndex((room) => room.id === current) + step];
}

function listedRooms<Room extends Pick<RoomInfo, "id" | "kind" | "archived">>(
  rooms: readonly Room[],
  current: string,
): Room[] {
  return roomSections(rooms).flatMap((section) => section.rooms)
    .filter((room) => !room.archived || room.id === current);
}
