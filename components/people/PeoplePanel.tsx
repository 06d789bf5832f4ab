import { useState } from "preact/hooks";
import type { RoomInfo, User } from "../../protocol/entities.ts";
import { namesakes, nameTag } from "../../protocol/namesakes.ts";
import { findByText } from "../ui/find_by_text.ts";
import { Icon } from "../ui/Icon.tsx";
import { SideHead } from "../ui/SideHead.tsx";
import { Avatar } from "./Avatar.tsx";

/** With more people than this one searches rather than scrolls. */
const SEARCH_FROM = 100;
/** More rows than this help nobody and make the page slow. */
const MOST_ROWS = 500;

interface PeoplePanelProps {
  /** The id of the reader. */
  me: string;
  /** Who of those in the room is online, by name; of many some. */
  people: readonly User[];
  counts: PeopleCounts;
  /** Ids; see `nameTag`. As far as these people tell when left out. */
  namesakes?: ReadonlySet<string>;
  /** Begins a conversation with somebody. */
  onDirect?: (user: User) => void;
  /** In a drawer: closes it. */
  onClose?: () => void;
}

/** How many of a room are online, and how many are in it. */
export type PeopleCounts = Pick<RoomInfo, "online" | "people">;

/** Who of those in the room is online. */
export function PeoplePanel(props: PeoplePanelProps) {
  const { me, people, counts, onDirect, onClose } = props;
  const [query, setQuery] = useState("");
  const sameNames = props.namesakes ?? namesakes(people);
  const searched = people.length > SEARCH_FROM;
  const found = searched ? findByText(people, query, ({ name }) => name) : people;
  // No line says that there is one more: the one stands in its place.
  const shown = found.length === MOST_ROWS + 1 ? found : found.slice(0, MOST_ROWS);
  return (
    <aside class="people" aria-label="People">
      <SideHead onClose={onClose}>
        <h2 class="side-title">
          People <span class="side-count">{counts.people || ""}</span>
        </h2>
      </SideHead>
      {searched && (
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
      <div class="side-list" tabIndex={0} role="group" aria-label="Online">
        <h3 class="side-heading">{counts.online} online</h3>
        <ul>
          {shown.map((user) => (
            <Person
              key={user.id}
              user={user}
              tag={nameTag(user, sameNames)}
              isMe={user.id === me}
              onClick={onDirect && user.id !== me ? () => onDirect(user) : undefined}
            />
          ))}
        </ul>
      </div>
      {searched && found.length === 0 && <p class="people-none">Nobody by that name is here.</p>}
      {query === "" && counts.online > shown.length && (
        <p class="people-none">{counts.online - shown.length} more.</p>
      )}
    </aside>
  );
}

/** One of them: a button where the reader can talk to them. */
function Person({ user, tag, isMe, onClick }: {
  user: User;
  /** Tells them from others of their name; may be empty. */
  tag: string;
  isMe: boolean;
  onClick?: () => void;
}) {
  const { role } = user;
  const row = (
    <>
      <span class="person-face">
        <Avatar user={user} size="small" />
        <span class="dot" />
      </span>
      <bdi class="side-name">{user.name}</bdi>
      {tag && <span class="name-tag">{tag}</span>}
      {isMe
        ? <span class="side-note">you</span>
        : role && role !== "member" && <span class="side-note">{role}</span>}
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
