/** Lines on a page of a list that is here as a whole. */
const PAGE = 50;

/** One page of a list; the last one when there are fewer.
 *  @param wish from 1 */
export function paged<Item>(
  items: readonly Item[],
  wish: number,
): { items: Item[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(items.length / PAGE));
  const page = Math.min(wish, pages);
  return { items: items.slice((page - 1) * PAGE, page * PAGE), page, pages };
}
