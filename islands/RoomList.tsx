import { useEffect } from "preact/hooks";
import { useChat } from "../client/view/use_chat.ts";
import { listedRoom, neighbour, type RoomTotals } from "../components/room/room_sections.ts";
import { RoomNav } from "../components/room/RoomNav.tsx";
import { unlessCached } from "../components/ui/cached_markup.ts";
import { onDemand, provideOnDemand } from "../bundles/on_demand.ts";
import "../bundles/shared_chunk.ts";
import type { Account, ListedRoom } from "../protocol/entities.ts";

interface RoomListProps {
  /** What the server is called. */
  server: string;
  me: Account;
  /** By title in each section, direct conversations under the names of the others in them. */
  rooms: ListedRoom[];
  /** How many there are where these are not all. */
  totals?: RoomTotals;
  /** The id of the open room. */
  current: string;
}

export default unlessCached(RoomList);

/** The column of rooms, and Alt with an arrow key to go through them. */
function RoomList(props: RoomListProps) {
  const chat = useChat({ server: props.server, me: props.me, rooms: props.rooms });
  const rooms = chat?.rooms.value ?? props.rooms.map(listedRoom);

  useEffect(() => {
    if (!chat) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
      if (step === 0 || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const { id } = chat.room.value;
      const next = neighbour(chat.rooms.value, id, step);
      if (next) chat.open(next.id);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [chat]);

  return (
    <RoomNav
      server={props.server}
      me={chat?.me.value ?? props.me}
      rooms={rooms}
      totals={props.totals}
      current={chat?.room.value.id ?? props.current}
      onOpen={chat ? (id) => chat.open(id) : undefined}
      onCreate={chat ? (title, options) => chat.createRoom(title, options) : undefined}
      Found={onDemand.value?.FoundRooms}
      onFinding={provideOnDemand}
      onSearch={chat ? (query) => chat.searchRooms(query) : undefined}
      countUnsent={chat ? () => chat.countUnsent() : undefined}
      onShortcuts={() => chat?.show({ kind: "shortcuts" })}
      onDirect={() => chat?.show({ kind: "direct", people: [] })}
    />
  );
}
