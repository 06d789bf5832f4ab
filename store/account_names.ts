/** How people are found by name. The same for every adapter. */

/** A name as it is looked for, and whose it is. */
export interface Name {
  folded: string;
  /** A user's. */
  id: string;
}

/** What stands between a name and its user's id, and before the next name: no name and no id has control characters. */
export const BEFORE_ID = "\x1f";
export const BEFORE_NAME = "\x1e";

/** Names out of one text, by name, then id. Case is folded here: SQLite knows that of ASCII alone, and what PostgreSQL knows
 *  depends on the database. */
export function parseNames(text: string | null): Name[] {
  if (text === null) return [];
  return text.split(BEFORE_NAME).map((each) => {
    const end = each.indexOf(BEFORE_ID);
    return { folded: fold(each.slice(0, end)), id: each.slice(end + 1) };
  }).sort(byName);
}

/** What is looked for in folded names. */
export function foldQuery(query: string): string {
  return fold(query.normalize("NFC"));
}

function byName(a: Name, b: Name): number {
  if (a.folded !== b.folded) return a.folded < b.folded ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** The same for texts that differ in case alone. Upper case, because more letters have only that one form. */
function fold(text: string): string {
  return text.toUpperCase();
}
