/** Where a row stands in the bracket beside what is new. */
export type Fresh = "yes" | "last";

/** What this has to know of a row. */
type Listed = { kind: string; key: string; message?: { user: { id: string } } };

/** The rows beside the bracket, by key: from the "New" divider down to the reader's own next message, or to the end.
 *  @param me the reader's user id */
export function freshRows(rows: readonly Listed[], me: string): ReadonlyMap<string, Fresh> {
  const start = rows.findIndex(({ kind }) => kind === "new") + 1;
  const fresh = new Map<string, Fresh>();
  if (start === 0) return fresh;
  const isOwn = ({ kind, message }: Listed) => kind === "pending" || message?.user.id === me;
  const length = rows.slice(start).findIndex(isOwn);
  const end = length < 0 ? rows.length : start + length;
  for (const [i, { key }] of rows.slice(start, end).entries()) {
    fresh.set(key, start + i === end - 1 ? "last" : "yes");
  }
  return fresh;
}
