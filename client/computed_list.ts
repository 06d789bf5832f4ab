import { computed, type ReadonlySignal } from "@preact/signals";

/** A computed list of flat objects in which what has not changed is the same object as before; the same list
 *  when nothing has. Whoever shows it is not woken by what makes no difference. */
export function computedList<Item extends object>(
  compute: () => Item[],
): ReadonlySignal<readonly Item[]> {
  let before: readonly Item[] = [];
  return computed(() => {
    const after = compute().map((item, index) => {
      const known = before[index];
      return known && isSame(known, item) ? known : item;
    });
    const isUnchanged = after.length === before.length &&
      after.every((item, index) => item === before[index]);
    if (!isUnchanged) before = after;
    return before;
  });
}

function isSame<Item extends object>(one: Item, other: Item): boolean {
  const keys = Object.keys(one) as (keyof Item)[];
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
