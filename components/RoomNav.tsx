import type { RoomInfo, User } from "../protocol/entities.ts";
import { Avatar } from "./Avatar.tsx";
import { Brand } from "./Brand.tsx";
import { Icon } from "./Icon.tsx";
import { type CreateRoom, NewRoom } from "./NewRoom.tsx";
import { RoomRows } from "./RoomRows.tsx";

interface RoomNavProps {
  me: User;
  rooms: readonly (RoomInfo & { unread: number })[];
  /** The id of the open room. */
  current: string;
  /** Opens a room in place. Without it links are followed as links. */
  onOpen?: (roomId: string) => void;
  /** Makes a room and opens it. */
  onCreate?: CreateRoom;
  /** In a drawer: closes it. */
  onClose?: () => void;
}

/** The rooms, a field for one more, and who one is. */
export function RoomNav({ me, rooms, current, onOpen, onCreate, onClose }: RoomNavProps) {
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
      <RoomRows rooms={rooms} current={current} onOpen={onOpen} />
      <NewRoom onCreate={onCreate} />
      <form class="side-foot" method="post" action="/leave">
        <Avatar name={me.name} size="small" />
        <bdi class="side-name">{me.name}</bdi>
        <button class="icon-button" type="submit">Leave</button>
      </form>
    </nav>
  );
}
