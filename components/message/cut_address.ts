/** An address this long is cut, in UTF-16 code units. */
const LONGEST = 60;
/** What is shown of it then: its host and first folder, and its end. */
const START = 36;
const END = 20;
/** What is left out is at least so long. */
const LEAST = 6;

/** A long address in four pieces, which joined are the address again: the scheme and the middle are not shown. Null for
 *  one that is short enough, or whose host alone takes more than there is room for. */
export function cutAddress(
  address: string,
): { scheme: string; start: string; middle: string; end: string } | null {
  if (address.length <= LONGEST) return null;
  const [, scheme = "", host = ""] = /^(https?:\/\/)?([^/?#]*\/?)/i.exec(address)!;
  if (host.length > START) return null;
  const rest = address.slice(scheme.length + host.length);
  const folder = /^[^/?#]*\//.exec(rest)?.[0] ?? "";
  const start = host.length + folder.length > START ? host : host + folder;
  const after = address.slice(scheme.length + start.length);
  const from = startOfEnd(after);
  // The dots take the place of a few.
  if (from < LEAST) return null;
  return { scheme, start, middle: after.slice(0, from), end: after.slice(from) };
}

/** Where the end begins that is shown: with the last folder or file when it is neither short nor long. */
function startOfEnd(text: string): number {
  const slash = text.lastIndexOf("/", text.length - 2);
  const length = text.length - slash;
  const from = slash >= 0 && length >= END / 2 && length <= 2 * END ? slash : text.length - END;
  // Never inside of what is one character.
  return /[\udc00-\udfff]/.test(text[from] ?? "") ? from + 1 : from;
}
