import { ROOMS_PATH } from "../../protocol/paths.ts";
import { Icon } from "../ui/Icon.tsx";

interface FindFieldProps {
  /** What is typed. */
  query: string;
  onInput: (query: string) => void;
  onFocus?: () => void;
  /** Whether it has the focus at first. */
  focused?: boolean;
}

/** The field above the rooms. Without scripts it leads to the page of all rooms. */
export function FindField({ query, onInput, onFocus, focused }: FindFieldProps) {
  return (
    <form class="find" role="search" action={ROOMS_PATH}>
      <Icon name="search" />
      <input
        class="input"
        type="search"
        name="q"
        aria-label="Find a room"
        placeholder="Find"
        autocomplete="off"
        autofocus={focused}
        value={query}
        onFocus={onFocus}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {query === "" && <kbd class="needs-script" aria-hidden="true">Ctrl K</kbd>}
    </form>
  );
}
