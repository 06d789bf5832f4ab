import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ROOMS_PATH } from "../../protocol/paths.ts";
import { Icon } from "../ui/Icon.tsx";
import type { ListedRoom, RoomSection } from "./room_sections.ts";
import { RoomRow } from "./RoomRow.tsx";

interface RoomRowsProps {
  /** The reader's user id. */
  me: string;
  sections: readonly RoomSection<ListedRoom>[];
  /** The id of the open room. */
  current: string;
  /** Opens a room in place. Without it links are followed as links. */
  onOpen?: (roomId: string) => void;
  /** The ways to begin one, beside the headings; null where the reader may not. */
  begin: { direct: ComponentChildren; rooms: ComponentChildren };
}

/** The rooms in their sections, in a list that scrolls. The open one is kept in sight; so is the heading of the unread
 *  ones, as the way back to them. */
export function RoomRows({ me, sections, current, onOpen, begin }: RoomRowsProps) {
  const list = useRef<HTMLDivElement>(null);
  // Not before the paint: in a drawer the list is not displayed until then.
  useEffect(() => {
    list.current!.querySelector('[aria-current="page"]')?.scrollIntoView({ block: "nearest" });
  }, [current]);

  return (
    <div ref={list} class="side-list room-rows">
      {sections.map(({ key, title, rooms, hidden }) => {
        const rows = rooms.map((room) => (
          <RoomRow
            key={room.id}
            room={room}
            me={me}
            isCurrent={room.id === current}
            onOpen={onOpen}
          />
        ));
        if (key === "archived") {
          return (
            <details
              key={key}
              class="side-section"
              open={rooms.some(({ id }) => id === current)}
            >
              <summary class="side-heading">
                {title} <span class="side-count">{rooms.length + hidden}</span>
              </summary>
              <ul>{rows}</ul>
            </details>
          );
        }
        if (key === "direct" && rooms.length === 0 && !begin.direct) return null;
        return (
          <section key={key} class="side-section" data-key={key} aria-label={title}>
            <div class="rooms-heading">
              <h2 class="side-heading">
                {key === "unread"
                  ? (
                    <button type="button" onClick={() => list.current!.scrollTop = 0}>
                      {title}
                    </button>
                  )
                  : title}
              </h2>
              {key !== "unread" && begin[key]}
            </div>
            <ul>
              {rows}
              {key === "rooms" && (
                <li>
                  <a class="side-row" href={ROOMS_PATH}>
                    <Icon name="compass" />
                    Browse all rooms
                  </a>
                </li>
              )}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
