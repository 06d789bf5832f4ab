const BEGIN = "<!-- tables: written by deno task attacks -->";
const END = "<!-- end of tables -->";

/** The same document with these tables in the place of those it had.
 *  @throws RangeError when it has no place for them */
export function withAttackTables(document: string, tables: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) {
    throw new RangeError(`The document has no lines "${BEGIN}" and "${END}"`);
  }
  return `${document.slice(0, begin)}${BEGIN}\n\n${tables}\n\n${document.slice(end)}`;
}
