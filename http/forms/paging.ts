/** Lines on a page of a list that is here as a whole. */
const PAGE_LINES = 50;

/** The page of a list that an address asks for, from 1. */
export function pageNumber(url: URL): number {
  const wish = url.searchParams.get("page") ?? "";
  return /^[1-9]\d{0,5}$/.test(wish) ? Number(wish) : 1;
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
