import { useRef, useState } from "preact/hooks";
import type { Account } from "../../protocol/entities.ts";
import { hasAccount } from "../../protocol/roles.ts";
import { AccountMenu } from "../account/AccountMenu.tsx";
import { Brand } from "../ui/Brand.tsx";
import { Icon } from "../ui/Icon.tsx";
import { SideHead } from "../ui/SideHead.tsx";
import { FindField } from "./FindField.tsx";
import type { FoundRooms, SearchRooms } from "./FoundRooms.tsx";
import { type CreateRoom, NewRoom } from "./NewRoom.tsx";
import { type ListedRoom, roomSections, type RoomTotals } from "./room_sections.ts";
import { RoomRows } from "./RoomRows.tsx";

interface RoomNavProps {
  /** What the server is called. */
  server: string;
  me: Account;
  /** By title. */
  rooms: readonly ListedRoom[];
  /** How many there are where these are not all. */
  totals?: RoomTotals;
  /** The id of the open room. */
  current: string;
  /** Opens a room in place. Without it links are followed as links. */
  onOpen?: (roomId: string) => void;
  /** Makes a room and opens it. */
  onCreate?: CreateRoom;
  /** Chooses with whom to talk. */
  onDirect?: () => void;
  onSearch?: SearchRooms;
  /** What shows the rooms that are found; absent until it is there. */
  Found?: typeof FoundRooms;
  /** Somebody is about to look for one: it should come. */
  onFinding?: () => void;
  /** How many messages are not sent yet. */
  countUnsent?: () => Promise<number>;
  /** Tells what keys do. */
  onShortcuts?: () => void;
  /** In a drawer: closes it. */
  onClose?: () => void;
  /** In a drawer: it was opened to find something. */
  finding?: boolean;
}

/** The rooms, ways to find and to begin one, and who one is. */
export function RoomNav(props: RoomNavProps) {
  const { me, rooms, totals, current, onOpen, onCreate, onDirect, onSearch, Found, onClose } =
    props;
  const [query, setQuery] = useState("");
  const nav = useRef<HTMLElement>(null);
  const open = (id: string) => {
    setQuery("");
    onOpen?.(id);
  };
  // Arrows go from the field through what is found; Enter in the field opens the first of it.
  const onKeyDown = (event: KeyboardEvent) => {
    const field = nav.current!.querySelector("input")!;
    if (query.trim() === "" && event.target !== field) return;
    const stops = [field, ...nav.current!.querySelectorAll<HTMLElement>(".side-list a")];
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const at = stops.indexOf(event.target as HTMLElement);
    if (at < 0 || event.altKey || event.isComposing) return;
    if (step !== 0) stops[at + step]?.focus();
    else if (event.key === "Enter" && event.target === field) {
      if (query.trim() !== "") stops[1]?.click();
    } else if (event.key === "Escape" && query !== "") {
      setQuery("");
      field.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <nav ref={nav} class="rooms" aria-label="Rooms" onKeyDown={onKeyDown}>
      <SideHead onClose={onClose}>
        <Brand name={props.server} />
        {hasAccount(me) && <NewMessage icon="compose" onClick={onDirect} />}
      </SideHead>
      <FindField
        query={query}
        focused={props.finding}
        onFocus={props.onFinding}
        onInput={setQuery}
      />
      {query.trim() === "" || !Found
        ? (
          <RoomRows
            me={me.id}
            sections={roomSections(rooms, current, totals)}
            current={current}
            onOpen={onOpen}
            begin={{
              direct: hasAccount(me) ? <NewMessage icon="plus" onClick={onDirect} /> : null,
              rooms: <NewRoom mayBePrivate={hasAccount(me)} onCreate={onCreate} />,
            }}
          />
        )
        : (
          <Found
            me={me.id}
            query={query}
            rooms={rooms}
            current={current}
            onOpen={open}
            onSearch={onSearch}
          />
        )}
      <AccountMenu
        me={me}
        id={onClose ? "drawer-account" : "account"}
        countUnsent={props.countUnsent}
        onShortcuts={props.onShortcuts}
      />
    </nav>
  );
}

function NewMessage({ icon, onClick }: { icon: "compose" | "plus"; onClick?: () => void }) {
  return (
    <button
      type="button"
      class="icon-button needs-script"
      aria-label="New message"
      title="New message"
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
