import type { RoomInfo } from "../../protocol/entities.ts";
import { roomPath, ROOMS_PATH, searchPath } from "../../protocol/paths.ts";
import { SearchForm } from "../ui/form/SearchForm.tsx";
import { ColumnPage } from "../ui/page/ColumnPage.tsx";
import { Pager } from "../ui/page/Pager.tsx";
import { type Column, Table } from "../ui/page/Table.tsx";

export interface RoomsPageProps {
  /** By title, direct conversations under the names of the others in them. */
  rooms: RoomInfo[];
  /** What they were searched for; "" for all. */
  query: string;
  page: number;
  pages: number;
}

/** All rooms that somebody may see, also those for which the list beside the log has no place. */
export function RoomsPage({ rooms, query, page, pages }: RoomsPageProps) {
  return (
    <ColumnPage title="All rooms">
      <SearchForm
        action={ROOMS_PATH}
        query={query}
        placeholder="Find by title"
        label="Find rooms by title"
      />
      {rooms.length === 0 ? <p class="count" role="status">{nothingFound(query)}</p> : (
        <Table
          label="Rooms"
          lines={rooms}
          keyOf={({ id }) => id}
          columns={[...ROOM_COLUMNS, JOINING]}
        />
      )}
      <Pager page={page} pages={pages} href={(to) => searchPath(ROOMS_PATH, { query, page: to })} />
    </ColumnPage>
  );
}

/** What stands in the place of a table of rooms that has no line. */
export function nothingFound(query: string): string {
  return `No room has “${query}” in its title.`;
}

/** What tables say of a room. */
export const ROOM_COLUMNS: Column<RoomInfo>[] = [
  { head: "Room", cell: (room) => <RoomLink room={room} /> },
  { head: "Topic", cell: ({ topic }) => <bdi>{topic || "—"}</bdi> },
  { head: "People", cell: ({ people }) => <span class="number">{people}</span> },
  { head: "Online", cell: ({ online }) => <span class="number">{online}</span> },
];

/** Whether one is in it, and the way in: opening it. */
const JOINING: Column<RoomInfo> = {
  head: "You",
  cell: ({ id, title, isIn }) =>
    isIn === false
      ? <a class="button" href={roomPath(id)} aria-label={`Join ${title}`}>Join</a>
      : <span class="badge">Joined</span>,
};

const KINDS = { public: null, private: "Private", direct: "Direct" };

function RoomLink({ room: { id, title, kind, archived } }: { room: RoomInfo }) {
  return (
    <a class="person" href={roomPath(id)}>
      <bdi>{title}</bdi>
      {KINDS[kind] && <span class="badge">{KINDS[kind]}</span>}
      {archived && <span class="badge">Archived</span>}
    </a>
  );
}
