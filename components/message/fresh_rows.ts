/** Where a row stands in the bracket beside what is new. */
export type Fresh = "yes" | "last";

/** What this has to know of a row. */
interface Listed<Message> {
  kind: string;
  key: string;
  message?: Message;
}

/** The rows beside the bracket, by key: from the "New" divider down to the reader's own next message, or to the end.
 *  @param isOwn whether a message is the reader's */
export function freshRows<Message>(
  rows: readonly Listed<Message>[],
  isOwn: (message: Message) => boolean,
): ReadonlyMap<string, Fresh> {
  const start = rows.findIndex(({ kind }) => kind === "new") + 1;
  const fresh = new Map<string, Fresh>();
  if (start === 0) return fresh;
  const length = rows.slice(start).findIndex(({ kind, message }) =>
    kind === "pending" || (message !== undefined && isOwn(message))
  );
  const end = length < 0 ? rows.length : start + length;
  for (const [i, { key }] of rows.slice(start, end).entries()) {
    fresh.set(key, start + i === end - 1 ? "last" : "yes");
  }
  return fresh;
}
