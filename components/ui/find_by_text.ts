import { searchText } from "../../protocol/search_text.ts";

/** Those whose text contains what was typed, case and accents aside; in the order given. */
export function findByText<Item>(
  items: readonly Item[],
  query: string,
  textOf: (item: Item) => string,
): readonly Item[] {
  const wanted = searchText(query.trim());
  return wanted === "" ? items : items.filter((item) => searchText(textOf(item)).includes(wanted));
}
