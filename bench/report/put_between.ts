/** The same document with other text between two of its lines.
 *  @throws RangeError when it does not have them, in this order */
export function putBetween(document: string, [begin, end]: [string, string], text: string): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) {
    throw new RangeError(`The document has no lines "${begin}" and "${end}"`);
  }
  return `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`;
}
