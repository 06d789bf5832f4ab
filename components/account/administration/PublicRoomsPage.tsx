import type { Account, RoomInfo } from "../../../protocol/entities.ts";
import { searchPath } from "../../../protocol/paths.ts";
import { nothingFound, ROOM_COLUMNS } from "../../room/RoomsPage.tsx";
import { ActionForm } from "../../ui/form/ActionForm.tsx";
import { SearchForm } from "../../ui/form/SearchForm.tsx";
import { Pager } from "../../ui/page/Pager.tsx";
import { Table } from "../../ui/page/Table.tsx";
import { AdminPage } from "./AdminPage.tsx";

export interface PublicRoomsPageProps {
  me: Account;
  /** By title. */
  rooms: RoomInfo[];
  /** What they were searched for; "" for all. */
  query: string;
  page: number;
  pages: number;
  flash?: string | null;
}

const PATH = "/admin/rooms";

/** The public rooms. Of private ones admins see no more than their members show them. */
export function PublicRoomsPage({ me, rooms, query, page, pages, flash }: PublicRoomsPageProps) {
  const place = { q: query, page: String(page) };
  return (
    <AdminPage me={me} title="Rooms" tab={PATH} flash={flash}>
      <p class="count">
        The public rooms. An archived one can be found and read, but not written in.
      </p>
      <SearchForm
        action={PATH}
        query={query}
        placeholder="Find by title"
        label="Find rooms by title"
      />
      {rooms.length === 0 ? <p class="count" role="status">{nothingFound(query)}</p> : (
        <Table
          label="Public rooms"
          lines={rooms}
          keyOf={({ id }) => id}
          columns={[...ROOM_COLUMNS, {
            head: "",
            cell: (room) => <Archive room={room} place={place} />,
          }]}
        />
      )}
      <Pager page={page} pages={pages} href={(to) => searchPath(PATH, { query, page: to })} />
    </AdminPage>
  );
}

/** @param place of the list, to come back to */
function Archive({ room, place }: { room: RoomInfo; place: Record<string, string> }) {
  return (
    <ActionForm
      name={room.archived ? "unarchive" : "archive"}
      fields={{ room: room.id, ...place }}
    >
      <button class="button" type="submit">
        {room.archived ? "Bring back" : "Archive"}
        <span class="visually-hidden">{` ${room.title}`}</span>
      </button>
    </ActionForm>
  );
}
