import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RoomInfo } from "../protocol/entities.ts";
import { Icon } from "./Icon.tsx";
import { outOfSight } from "./out_of_sight.ts";
import { roomPath } from "./paths.ts";
import { isPlainClick } from "./plain_click.ts";

interface RoomRowsProps {
  rooms: readonly (RoomInfo & { unread: number })[];
  /** The id of the open room. */
  current: string;
  /** Opens a room in place. Without it links are followed as links. */
  onOpen?: (roomId: string) => void;
}

/** The rooms, as many as fit. The open one is always in sight; unread ones that are not are told of. */
export function RoomRows({ rooms, current, onOpen }: RoomRowsProps) {
  const list = useRef<HTMLUListElement>(null);
  const [edges, setEdges] = useState({ above: false, below: false });

  const look = () => {
    const { above, below } = outOfSight(list.current!, UNREAD);
    setEdges((known) =>
      known.above === (above !== null) && known.below === (below !== null)
        ? known
        : { above: above !== null, below: below !== null }
    );
  };
  const show = (edge: "above" | "below") => {
    const row = outOfSight(list.current!, UNREAD)[edge];
    row?.scrollIntoView({ block: "nearest" });
    // The button goes; the keyboard should not be left nowhere.
    row?.focus({ preventScroll: true });
  };
  const follow = (event: MouseEvent, roomId: string) => {
    if (!onOpen || !isPlainClick(event)) return;
    event.preventDefault();
    onOpen(roomId);
  };

  // Not before the paint: in a drawer the list is not displayed until then.
  useEffect(() => {
    list.current!.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [current]);
  useLayoutEffect(look, [rooms, current]);
  useEffect(() => {
    const observer = new ResizeObserver(look);
    observer.observe(list.current!);
    return () => observer.disconnect();
  }, []);

  return (
    <div class="room-rows">
      {edges.above && <UnreadEdge edge="above" onClick={() => show("above")} />}
      <ul ref={list} class="side-list" onScroll={look}>
        {rooms.map((room) => (
          <li key={room.id}>
            <a
              class="side-row"
              href={roomPath(room.id)}
              title={room.title}
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
      {edges.below && <UnreadEdge edge="below" onClick={() => show("below")} />}
    </div>
  );
}

const UNREAD = "[data-unread]";

/** Floats over an end of the list beyond which there is something unread. */
function UnreadEdge({ edge, onClick }: { edge: "above" | "below"; onClick: () => void }) {
  return (
    <button type="button" class="unread-edge" data-edge={edge} onClick={onClick}>
      <Icon name="arrowDown" size={12} />
      Unread<span class="visually-hidden">{` rooms ${edge}`}</span>
    </button>
  );
}

/** Beyond 99 the number says no more than "many", and it may be too high by then. */
function UnreadCount({ count }: { count: number }) {
  return (
    <span class="unread-count">
      {count > 99 ? "99+" : count} <span class="visually-hidden">unread</span>
    </span>
  );
}
