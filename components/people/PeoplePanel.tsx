import { useEffect, useState } from "preact/hooks";
import type { RoomInfo, RoomPerson, User } from "../../protocol/entities.ts";
import type { Result } from "../../protocol/errors.ts";
import { namesakes, nameTag } from "../../protocol/namesakes.ts";
import { Icon } from "../ui/Icon.tsx";
import { SideHead } from "../ui/SideHead.tsx";
import { Avatar } from "./Avatar.tsx";

/** With more people than this one searches rather than looks. */
const SEARCH_FROM = 20;
/** How long one types without a pause before the server is asked, in milliseconds. */
const PAUSE_MS = 200;

export interface PeoplePanelProps {
  /** The id of the reader. */
  me: string;
  /** Who of those in the room is online, by name; of many some. */
  online: readonly User[];
  /** The others, likewise; null while they are not known. */
  offline: readonly User[] | null;
  /** Null: a room that was never loaded, and there is no connection. */
  counts: PeopleCounts | null;
  /** The ids of those who manage the room, as far as is known. */
  managers?: ReadonlySet<string>;
  /** Ids; see `nameTag`. As far as these people tell when left out. */
  namesakes?: ReadonlySet<string>;
  /** Loads some more; absent where all are known. */
  onMore?: () => void;
  /** Those whose name contains this, wherever they are in the list. */
  onFind?: (query: string) => Promise<Result<RoomPerson[]>>;
  /** Begins a conversation with somebody. */
  onDirect?: (user: User) => void;
  /** In a drawer: closes it. */
  onClose?: () => void;
}

/** How many of a room are online, and how many are in it. */
export type PeopleCounts = Pick<RoomInfo, "online" | "people">;

/** Who is in the room: those who are online first. */
export function PeoplePanel(props: PeoplePanelProps) {
  const { me, counts, managers, onMore, onDirect, onClose } = props;
  const [query, setQuery] = useState("");
  const isSearching = query.trim() !== "";
  const { online, offline } = useFound(props, query.trim());
  const sameNames = props.namesakes ?? namesakes(online);
  const { online: onlineCount = 0, people: count = 0 } = counts ?? {};
  const section = (title: string, people: readonly User[], count: number) => (
    <section aria-label={title}>
      <h3 class="side-heading">
        {title} <span class="side-count">{isSearching ? people.length : count}</span>
      </h3>
      <ul data-offline={title === "Offline" || undefined}>
        {people.map((user) => (
          <Person
            key={user.id}
            user={user}
            tag={nameTag(user, sameNames)}
            note={noteOf(user, { me, managers })}
            isOnline={title === "Online"}
            onClick={onDirect && mayHear(user, me)
              ? () => onDirect(user)
              : undefined}
          />
        ))}
      </ul>
    </section>
  );
  const isNobody = isSearching && online.length === 0 && offline?.length === 0;
  return (
    <aside class="people" aria-label="People">
      <SideHead onClose={onClose}>
        <h2 class="side-title">
          People <span class="side-count">{count || ""}</span>
        </h2>
      </SideHead>
      {count > SEARCH_FROM && (
        <div class="people-search">
          <Icon name="search" />
          <input
            class="input"
            type="search"
            aria-label="Find a person"
            placeholder="Find a person"
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </div>
      )}
      <div class="side-list" tabIndex={0} role="group" aria-label="People in this room">
        {counts === null && (
          <p class="people-none">Who is here is known again once there is a connection.</p>
        )}
        {counts !== null && (!isSearching || online.length > 0) &&
          section("Online", online, onlineCount)}
        {offline !== null && offline.length > 0 && section("Offline", offline, count - onlineCount)}
        {isNobody && <p class="people-none">Nobody by that name is here.</p>}
        {onMore && !isSearching && (
          <button type="button" class="button people-more" data-kind="quiet" onClick={onMore}>
            Show more people
          </button>
        )}
      </div>
    </aside>
  );
}

/** Those of whom something was typed: of many the server is asked, and what is known is shown until it has answered. */
function useFound({ online, offline, onFind }: PeoplePanelProps, query: string) {
  const [found, setFound] = useState<{ people: RoomPerson[]; isFor: string } | null>(null);
  useEffect(() => {
    if (query === "" || !onFind) return setFound(null);
    let isWanted = true;
    const timer = setTimeout(async () => {
      const result = await onFind(query);
      if (isWanted && result.ok) setFound({ people: result.value, isFor: query });
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [query]);
  const isAnswered = found?.isFor === query;
  const wanted = query.toLowerCase();
  const pick = (known: readonly User[], isOnline: boolean): readonly User[] =>
    isAnswered
      ? found.people.filter(({ online }) => online === isOnline)
      : known.filter(({ name }) => name.toLowerCase().includes(wanted));
  return { online: pick(online, true), offline: offline && pick(offline, false) };
}

/** Whether one can write to them alone: a guest's name proves nothing. */
function mayHear({ id, role }: User, me: string): boolean {
  return id !== me && role !== "guest";
}

/** What somebody is called besides their name. */
function noteOf(
  { id, role }: User,
  { me, managers }: { me: string; managers?: ReadonlySet<string> },
): string | null {
  if (id === me) return "you";
  if (role && role !== "member") return role;
  return managers?.has(id) ? "manager" : null;
}

/** One of them: a button where the reader can talk to them. */
function Person({ user, tag, note, isOnline, onClick }: {
  user: User;
  /** Tells them from others of their name; may be empty. */
  tag: string;
  note: string | null;
  isOnline: boolean;
  onClick?: () => void;
}) {
  const row = (
    <>
      <span class="person-face">
        <Avatar user={user} size="small" />
        {isOnline && <span class="dot" />}
      </span>
      <bdi class="side-name">{user.name}</bdi>
      {tag && <span class="name-tag">{tag}</span>}
      {note && <span class="side-note">{note}</span>}
      {onClick && <Icon name="chat" />}
    </>
  );
  if (!onClick) return <li class="side-row" title={user.name}>{row}</li>;
  return (
    <li>
      <button
        type="button"
        class="side-row"
        title={`Message ${user.name}`}
        onClick={onClick}
      >
        {row}
      </button>
    </li>
  );
}
