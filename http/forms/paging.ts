/** Lines on a page of a list that is here as a whole. */
const PAGE_LINES = 50;
/** Longest name that is looked for, in UTF-16 code units. */
const QUERY_LENGTH = 64;

/** The page of a list that an address asks for, from 1. */
export function pageNumber(url: URL): number {
  const wish = url.searchParams.get("page") ?? "";
  return /^[1-9]\d{0,5}$/.test(wish) ? Number(wish) : 1;
}

/** What a list is searched for, as an address asks; "" for nothing. */
export function searchQuery(url: URL): string {
  return (url.searchParams.get("q") ?? "").trim().slice(0, QUERY_LENGTH);
}

/** One page of a list; the last one when there are fewer.
 *  @param wish from 1 */
export function paged<Item>(
  items: readonly Item[],
  wish: number,
): { items: Item[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(items.length / PAGE_LINES));
  const page = Math.min(wish, pages);
  return { items: items.slice((page - 1) * PAGE_LINES, page * PAGE_LINES), page, pages };
}
