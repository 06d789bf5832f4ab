/** Which elements of a scrolling list are out of its sight by half or more, and nearest to what is shown.
 *  @param selector of all elements that count */
export function outOfSight(
  list: HTMLElement,
  selector: string,
): { above: HTMLElement | null; below: HTMLElement | null } {
  const { top, bottom } = list.getBoundingClientRect();
  let above: HTMLElement | null = null;
  for (const row of list.querySelectorAll<HTMLElement>(selector)) {
    const place = row.getBoundingClientRect();
    const middle = (place.top + place.bottom) / 2;
    if (middle >= bottom) return { above, below: row };
    if (middle <= top) above = row;
  }
  return { above, below: null };
}
