import type { ComponentChildren } from "preact";

interface SearchFormProps {
  /** The page that has the list: a path of this site. */
  action: string;
  /** What it is searched for now. */
  query: string;
  placeholder: string;
  label: string;
  /** What else can be asked for. */
  children?: ComponentChildren;
}

/** Searches a list of a page for a name. */
export function SearchForm({ action, query, placeholder, label, children }: SearchFormProps) {
  return (
    <form class="search" method="get" action={action} role="search">
      <input
        class="input"
        type="search"
        name="q"
        defaultValue={query}
        placeholder={placeholder}
        aria-label={label}
        autocomplete="off"
      />
      {children}
      <button class="button" type="submit">Find</button>
    </form>
  );
}
