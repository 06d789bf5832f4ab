import type { RoomInfo } from "../../protocol/entities.ts";
import { roomPath } from "../../protocol/paths.ts";
import { RoomFace } from "./RoomFace.tsx";

/** A room as the list shows it. */
export interface ListedRoom extends RoomInfo {
  /** How many of its messages the reader has not read. */
  unread: number;
  /** Whether they opened it before. */
  opened?: boolean;
}

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

/** A title this long may have to give way, in UTF-16 code units. */
const LONG_TITLE = 24;

/** Where there is too little room for it the title is cut in its middle: its last word often tells it from others. */
function RoomName({ title }: { title: string }) {
  const lastWord = title.length > LONG_TITLE ? /\s\S{2,10}$/.exec(title) : null;
  if (!lastWord) return <bdi class="side-name">{title}</bdi>;
  return (
    <bdi class="side-name" data-cut>
      <span>{title.slice(0, lastWord.index)}</span>
      <span>{lastWord[0]}</span>
    </bdi>
  );
}

/** Whether a click on a link asks for this page, not for a new tab or window or a download. */
function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.defaultPrevented &&
    !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}

/** Beyond 99 the number says no more than "many", and it may be too high by then. */
function UnreadCount({ count }: { count: number }) {
  return (
    <span class="unread-count">
      {count > 99 ? "99+" : count} <span class="visually-hidden">unread</span>
    </span>
  );
}
