import { COUNTED_UNREAD } from "../../protocol/limits.ts";
import { roomPath } from "../../protocol/paths.ts";
import type { ListedRoom } from "./room_sections.ts";
import { cutTitle } from "./cut_title.ts";
import { RoomFace } from "./RoomFace.tsx";

interface RoomRowProps {
  room: ListedRoom;
  /** The reader's user id. */
  me: string;
  isCurrent: boolean;
  /** Opens it in place. Without it the link is followed as a link. */
  onOpen?: (roomId: string) => void;
}

/** A room in the list. */
export function RoomRow({ room, me, isCurrent, onOpen }: RoomRowProps) {
  const follow = (event: MouseEvent) => {
    if (!onOpen || !isPlainClick(event)) return;
    event.preventDefault();
    onOpen(room.id);
  };
  return (
    <li>
      <a
        class="side-row"
        href={roomPath(room.id)}
        title={room.title}
        aria-current={isCurrent ? "page" : undefined}
        data-kind={room.kind}
        data-unread={room.unread > 0 || undefined}
        onClick={follow}
      >
        <RoomFace room={room} me={me} />
        <RoomName title={room.title} />
        {room.unread > 0 && <UnreadCount count={room.unread} />}
      </a>
    </li>
  );
}

/** Where there is too little room for it the title is cut in its middle: its end often tells it from others. */
function RoomName({ title }: { title: string }) {
  const [start, end] = cutTitle(title);
  if (!end) return <bdi class="side-name">{title}</bdi>;
  return (
    <bdi class="side-name" data-cut>
      <span>{start}</span>
      <span>{end}</span>
    </bdi>
  );
}

/** Whether a click on a link asks for this page, not for a new tab or window or a download. */
function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.defaultPrevented &&
    !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}

function UnreadCount({ count }: { count: number }) {
  return (
    <span class="unread-count">
      {count < COUNTED_UNREAD ? count : `${COUNTED_UNREAD - 1}+`}{" "}
      <span class="visually-hidden">unread</span>
    </span>
  );
}
