import type { RoomInfo, User } from "../protocol/entities.ts";
import { Avatar } from "./Avatar.tsx";
import { Brand } from "./Brand.tsx";
import { Icon } from "./Icon.tsx";
import { type CreateRoom, NewRoom } from "./NewRoom.tsx";
import { roomPath } from "./paths.ts";
import { isPlainClick } from "./plain_click.ts";

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
  const follow = (event: MouseEvent, roomId: string) => {
    if (!onOpen || !isPlainClick(event)) return;
    event.preventDefault();
    onOpen(roomId);
  };
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
      <ul class="side-list">
        {rooms.map((room) => (
          <li key={room.id}>
            <a
              class="side-row"
              href={roomPath(room.id)}
              aria-current={room.id === current ? "page" : undefined}
              data-unread={room.unread > 0 || undefined}
              onClick={(event) => follow(event, room.id)}
            >
              <Icon name="hash" />
              <bdi class="side-name">{room.title}</bdi>
              {room.unread > 0 && <UnreadCount count={room.unread} />}
            </a>
          </li>
        ))}
      </ul>
      <NewRoom onCreate={onCreate} />
      <form class="side-foot" method="post" action="/leave">
        <Avatar name={me.name} size="small" />
        <bdi class="side-name">{me.name}</bdi>
        <button class="icon-button" type="submit">Leave</button>
      </form>
    </nav>
  );
}

function UnreadCount({ count }: { count: number }) {
  return (
    <span class="unread-count">
      {count > 999 ? "999+" : count} <span class="visually-hidden">unread</span>
    </span>
  );
}
