/** Those whose text contains what was typed, case and accents aside; in the order given. */
export function findByText<Item>(
  items: readonly Item[],
  query: string,
  textOf: (item: Item) => string,
): readonly Item[] {
  const wanted = plain(query.trim());
  return wanted === "" ? items : items.filter((item) => plain(textOf(item)).includes(wanted));
}

function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
