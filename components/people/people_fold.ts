/** Whether the column of people is folded away on a wide page. Kept in a cookie, which `Document` reads
 *  before the first paint, and in the page's root element, where the layout sees it. */
export function isPeopleFolded(): boolean {
  return document.documentElement.dataset.people === "folded";
}

/** Folds or unfolds it, here and on the next page.
 *  @returns what was asked for */
export function foldPeople(folded: boolean): boolean {
  document.documentElement.dataset.people = folded ? "folded" : "shown";
  document.cookie = `people=${folded ? "folded" : "shown"};path=/;max-age=31536000;samesite=lax`;
  return folded;
}
