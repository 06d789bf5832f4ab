import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../ui/Icon.tsx";
import { outOfSight } from "./out_of_sight.ts";
import type { RoomSection } from "./room_sections.ts";
import { type ListedRoom, RoomRow } from "./RoomRow.tsx";

interface RoomRowsProps {
  /** The reader's user id. */
  me: string;
  sections: readonly RoomSection<ListedRoom>[];
  /** The id of the open room. */
  current: string;
  /** Opens a room in place. Without it links are followed as links. */
  onOpen?: (roomId: string) => void;
  /** The way to make a room, beside the heading of the public ones. */
  newRoom: ComponentChildren;
}

/** The rooms in their sections, in a list that scrolls. The open one is kept in sight; its ends tell of unread ones beyond
 *  them. */
export function RoomRows({ me, sections, current, onOpen, newRoom }: RoomRowsProps) {
  const list = useRef<HTMLDivElement>(null);
  const [isAbove, setAbove] = useState(false);
  const [isBelow, setBelow] = useState(false);

  const look = () => {
    const { above, below } = outOfSight(list.current!, UNREAD);
    setAbove(above !== null);
    setBelow(below !== null);
  };
  const show = (edge: "above" | "below") => {
    const row = outOfSight(list.current!, UNREAD)[edge];
    row?.scrollIntoView({ block: "nearest" });
    // The button goes; the keyboard should not be left nowhere.
    row?.focus({ preventScroll: true });
  };
  const rows = (rooms: readonly ListedRoom[]) => (
    <ul>
      {rooms.map((room) => (
        <RoomRow
          key={room.id}
          room={room}
          me={me}
          isCurrent={room.id === current}
          onOpen={onOpen}
        />
      ))}
    </ul>
  );

  // Not before the paint: in a drawer the list is not displayed until then.
  useEffect(() => {
    list.current!.querySelector('[aria-current="page"]')?.scrollIntoView({ block: "nearest" });
  }, [current]);
  useLayoutEffect(look, [sections, current]);
  useEffect(() => {
    const observer = new ResizeObserver(look);
    observer.observe(list.current!);
    return () => observer.disconnect();
  }, []);

  return (
    <div class="room-rows">
      {isAbove && <UnreadEdge edge="above" onClick={() => show("above")} />}
      <div ref={list} class="side-list" onScroll={look}>
        {sections.map(({ key, title, rooms, hidden }) =>
          key === "archived"
            ? (
              <details
                key={key}
                class="side-section"
                open={rooms.some((room) => room.id === current)}
                onToggle={look}
              >
                <summary class="side-heading">
                  {title} <span class="side-count">{rooms.length + hidden}</span>
                </summary>
                {rows(rooms)}
              </details>
            )
            : (
              <section key={key} class="side-section" aria-label={title}>
                <div class="rooms-heading">
                  <h2 class="side-heading">{title}</h2>
                  {key === "public" && newRoom}
                </div>
                {rows(rooms)}
              </section>
            )
        )}
      </div>
      {isBelow && <UnreadEdge edge="below" onClick={() => show("below")} />}
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
