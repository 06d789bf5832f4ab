import { useEffect, useState } from "preact/hooks";
import type { RoomInfo } from "../../protocol/entities.ts";
import type { Result } from "../../protocol/errors.ts";
import { searchText } from "../../protocol/search_text.ts";
import { findByText } from "../ui/find_by_text.ts";
import type { ListedRoom } from "./room_sections.ts";
import { RoomRow } from "./RoomRow.tsx";

/** Finds rooms by a part of their title, also such as are not in the list. */
export type SearchRooms = (query: string) => Promise<Result<{ rooms: RoomInfo[] }>>;

/** How long one types without a pause before the server is asked, in milliseconds. */
const PAUSE_MS = 200;
/** Most rows of either sort: who sees more types on. */
const MOST_FOUND = 30;

interface FoundRoomsProps {
  /** The reader's user id. */
  me: string;
  /** What was typed; not empty. */
  query: string;
  /** Those that are in the list. */
  rooms: readonly ListedRoom[];
  /** The id of the open room. */
  current: string;
  onOpen: (roomId: string) => void;
  onSearch?: SearchRooms;
}

/** What is found by what was typed, in the place of the list: at once what is in it, then what the server has besides. */
export function FoundRooms({ me, query, rooms, current, onOpen, onSearch }: FoundRoomsProps) {
  const { others, isFor } = useOthers(query.trim(), onSearch);
  const mine = rooms.filter((room) => room.kind !== "public" || room.isIn);
  const found = bestFirst(mine, query).slice(0, MOST_FOUND);
  const known = new Set(mine.map(({ id }) => id));
  const added = bestFirst(others, query)
    .filter(({ id }) => !known.has(id)).slice(0, MOST_FOUND);
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
  return (
    <div class="side-list room-rows">
      {found.length > 0 && (
        <section class="side-section" aria-label="Found in your list">{rows(found)}</section>
      )}
      {added.length > 0 && (
        <section class="side-section" aria-label="Other rooms">
          <h2 class="side-heading">Other rooms</h2>
          {rows(added.map((room) => ({ ...room, unread: 0, isNew: false })))}
        </section>
      )}
      <p class="found-none" role="status">
        {found.length + added.length === 0 && isFor === query.trim() &&
          `Nothing here is called “${query.trim()}”.`}
      </p>
    </div>
  );
}

/** Rooms that the server found, and by which words; the last ones until there are others. */
function useOthers(query: string, search: SearchRooms | undefined) {
  const [found, setFound] = useState<{ others: RoomInfo[]; isFor: string }>({
    others: [],
    isFor: "",
  });
  useEffect(() => {
    let isWanted = true;
    const timer = setTimeout(async () => {
      const result = await search?.(query);
      // Without a connection there is what is in the list.
      if (isWanted) setFound({ others: result?.ok ? result.value.rooms : [], isFor: query });
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [query]);
  return found;
}

/** Those whose title contains the words; first those in which they begin it, then those in which they begin a word. */
function bestFirst<Room extends RoomInfo>(rooms: readonly Room[], query: string): Room[] {
  const wanted = searchText(query.trim());
  const rank = ({ title }: Room) => {
    const text = searchText(title);
    return text.startsWith(wanted) ? 0 : text.includes(` ${wanted}`) ? 1 : 2;
  };
  return findByText(rooms, query, ({ title }) => title)
    .toSorted((one, other) => rank(one) - rank(other));
}
