import type { Account } from "../../protocol/entities.ts";
import { ROOMS_PATH } from "../../protocol/paths.ts";
import { hasAccount } from "../../protocol/roles.ts";
import { AccountMenu } from "../account/AccountMenu.tsx";
import { Brand } from "../ui/Brand.tsx";
import { Icon } from "../ui/Icon.tsx";
import { SideHead } from "../ui/SideHead.tsx";
import { type CreateRoom, NewRoom } from "./NewRoom.tsx";
import { roomSections, type RoomTotals } from "./room_sections.ts";
import type { ListedRoom } from "./RoomRow.tsx";
import { RoomRows } from "./RoomRows.tsx";

interface RoomNavProps {
  /** What the server is called. */
  server: string;
  me: Account;
  /** By title in each section. */
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
  /** How many messages are not sent yet. */
  countUnsent?: () => Promise<number>;
  /** Tells what keys do. */
  onShortcuts?: () => void;
  /** In a drawer: closes it. */
  onClose?: () => void;
}

/** The rooms, ways to begin another one, and who one is. */
export function RoomNav(props: RoomNavProps) {
  const { me, rooms, totals, current, onOpen, onCreate, onDirect, onClose } = props;
  const sections = roomSections(rooms, current, totals);
  return (
    <nav class="rooms" aria-label="Rooms">
      <SideHead onClose={onClose}>
        <Brand name={props.server} />
        {hasAccount(me) && (
          <button
            type="button"
            class="icon-button needs-script"
            aria-label="New message"
            title="New message"
            onClick={onDirect}
          >
            <Icon name="compose" />
          </button>
        )}
      </SideHead>
      <RoomRows
        me={me.id}
        sections={sections}
        current={current}
        onOpen={onOpen}
        newRoom={<NewRoom mayBePrivate={hasAccount(me)} onCreate={onCreate} />}
      />
      {sections.some(({ hidden }) => hidden > 0) && (
        <div class="side-new">
          <a class="side-row" href={ROOMS_PATH}>
            <Icon name="compass" />
            Browse all rooms
          </a>
        </div>
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
