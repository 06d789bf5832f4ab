import { useEffect, useId, useState } from "preact/hooks";
import type { User } from "../../protocol/entities.ts";
import type { Result } from "../../protocol/errors.ts";
import { findByText } from "../ui/find_by_text.ts";
import { Icon } from "../ui/Icon.tsx";
import { Avatar } from "./Avatar.tsx";

/** Finds accounts by a part of their name; an empty one finds any. */
export type FindUsers = (query: string) => Promise<Result<User[]>>;

/** How long one types without a pause before the server is asked, in milliseconds. */
const PAUSE_MS = 200;

interface PeopleSearchProps {
  label: string;
  find: FindUsers;
  /** Ids of those who are not to be picked. */
  taken: readonly string[];
  onPick: (user: User) => void;
  /** Backspace in an empty field. */
  onBack?: () => void;
  /** Whether the field has the focus at first. */
  focused?: boolean;
}

/** A search field with its results. Arrows choose, Enter picks; Enter in an empty field is the form's. */
export function PeopleSearch({ label, find, taken, onPick, onBack, focused }: PeopleSearchProps) {
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(-1);
  const { users, error, isFor } = useFound(find, query);
  const list = useId();
  const free = users?.filter((user) => !taken.includes(user.id)) ?? [];
  // Results of the query before are filtered at once: Enter may come before the answer.
  const options = isFor === query.trim() ? free : findByText(free, query, ({ name }) => name);
  // Once something is typed the first result is chosen; before, none is.
  const chosen = Math.min(query.trim() === "" ? active : Math.max(active, 0), options.length - 1);

  const pick = (user: User) => {
    onPick(user);
    setQuery("");
    setActive(-1);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && options.length > 0) {
      event.preventDefault();
      setActive(Math.max(0, Math.min(chosen + step, options.length - 1)));
    } else if (event.key === "Enter" && options[chosen] && !event.isComposing) {
      event.preventDefault();
      pick(options[chosen]);
    } else if (event.key === "Backspace" && query === "") onBack?.();
  };

  return (
    <div class="people-search">
      <Icon name="search" />
      <input
        class="input"
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={options.length > 0}
        aria-controls={options.length > 0 ? list : undefined}
        aria-activedescendant={options[chosen] && `${list}-${chosen}`}
        placeholder={label}
        autocomplete="off"
        spellcheck={false}
        autofocus={focused}
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setActive(-1);
        }}
        onKeyDown={onKeyDown}
      />
      <div class="found">
        {options.length > 0 && (
          <ul id={list} role="listbox" aria-label={label}>
            {options.map((user, index) => (
              <li
                key={user.id}
                id={`${list}-${index}`}
                class="side-row"
                role="option"
                aria-selected={index === chosen}
                ref={index === chosen ? showRow : undefined}
                // Keeps the focus in the field.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => pick(user)}
              >
                <Avatar user={user} size="small" />
                <bdi class="side-name">{user.name}</bdi>
              </li>
            ))}
          </ul>
        )}
        <p class="found-none" role="status">
          {error ??
            (isFor === query.trim() && options.length === 0 &&
              "Nobody else by that name has an account.")}
        </p>
      </div>
    </div>
  );
}

function showRow(row: HTMLElement | null): void {
  row?.scrollIntoView({ block: "nearest" });
}

interface Found {
  users: User[] | null;
  /** Why there is nobody, as a sentence. */
  error: string | null;
  /** What was asked for. */
  isFor: string | null;
}

/** Those who are found; the last ones until there are others, null until there are any. */
function useFound(find: FindUsers, query: string) {
  const [found, setFound] = useState<Found>({ users: null, error: null, isFor: null });
  useEffect(() => {
    let isWanted = true;
    const search = async () => {
      const isFor = query.trim();
      const result = await find(isFor);
      if (!isWanted) return;
      setFound(
        result.ok
          ? { users: result.value, error: null, isFor }
          : { users: null, error: result.error.message, isFor },
      );
    };
    const timer = setTimeout(search, query === "" ? 0 : PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [query]);
  return found;
}
