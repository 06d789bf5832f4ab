import type { Account, RoomInfo } from "../../protocol/entities.ts";
import { hasAccount } from "../../protocol/roles.ts";
import { AccountMenu } from "../account/AccountMenu.tsx";
import { Brand } from "../ui/Brand.tsx";
import { Icon } from "../ui/Icon.tsx";
import { type CreateRoom, NewRoom } from "./NewRoom.tsx";
import { RoomRows } from "./RoomRows.tsx";

interface RoomNavProps {
  me: Account;
  rooms: readonly (RoomInfo & { unread: number })[];
  /** The id of the open room. */
  current: string;
  /** Opens a room in place. Without it links are followed as links. */
  onOpen?: (roomId: string) => void;
  /** Makes a room and opens it. */
  onCreate?: CreateRoom;
  /** Chooses with whom to talk. */
  onDirect?: () => void;
  /** In a drawer: closes it. */
  onClose?: () => void;
}

/** The rooms, ways to begin another one, and who one is. */
export function RoomNav({ me, rooms, current, onOpen, onCreate, onDirect, onClose }: RoomNavProps) {
  return (
    <nav class="rooms" aria-label="Rooms">
      <div class="side-head">
        <Brand />
        {onClose && (
          <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
            <Icon name="x" size={20} />
          </button>
        )}
      </div>
      <RoomRows me={me.id} rooms={rooms} current={current} onOpen={onOpen} />
      <div class="side-new">
        {hasAccount(me) && (
          <button type="button" class="side-row needs-script" onClick={onDirect}>
            <Icon name="chat" />
            New conversation
          </button>
        )}
        <NewRoom mayBePrivate={hasAccount(me)} onCreate={onCreate} />
      </div>
      <AccountMenu me={me} id={onClose ? "drawer-account" : "account"} />
    </nav>
  );
}
