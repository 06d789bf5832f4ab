import type { Account, RoomInfo } from "../../../protocol/entities.ts";
import { ROOM_COLUMNS } from "../../room/RoomsPage.tsx";
import { ActionForm } from "../../ui/form/ActionForm.tsx";
import { Pager } from "../../ui/page/Pager.tsx";
import { Table } from "../../ui/page/Table.tsx";
import { AdminPage } from "./AdminPage.tsx";

export interface PublicRoomsPageProps {
  me: Account;
  /** By title. */
  rooms: RoomInfo[];
  page: number;
  pages: number;
  flash?: string | null;
}

/** The public rooms. Of private ones admins see no more than their members show them. */
export function PublicRoomsPage({ me, rooms, page, pages, flash }: PublicRoomsPageProps) {
  return (
    <AdminPage me={me} title="Rooms" tab="/admin/rooms" flash={flash}>
      <p class="count">
        The public rooms. An archived one can be found and read, but not written in.
      </p>
      <Table
        label="Public rooms"
        lines={rooms}
        keyOf={({ id }) => id}
        columns={[...ROOM_COLUMNS, {
          head: "",
          cell: (room) => <Archive room={room} page={page} />,
        }]}
      />
      <Pager page={page} pages={pages} href={(to) => `/admin/rooms?page=${to}`} />
    </AdminPage>
  );
}

function Archive({ room, page }: { room: RoomInfo; page: number }) {
  return (
    <ActionForm
      name={room.archived ? "unarchive" : "archive"}
      fields={{ room: room.id, page: String(page) }}
    >
      <button class="button" type="submit">
        {room.archived ? "Bring back" : "Archive"}
        <span class="visually-hidden">{` ${room.title}`}</span>
      </button>
    </ActionForm>
  );
}
