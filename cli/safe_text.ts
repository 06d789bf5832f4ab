/** Other people's text reaches a terminal only through here. */

/** What a terminal may take for a command, or what turns around the order of what stands beside it: control
 *  characters (C0, DEL and C1; line feed and tab are dealt with before), line and paragraph separators, bidi
 *  embeddings, overrides and isolates, the byte order mark, and interlinear annotations. Joiners stay: emoji and some
 *  scripts need them. */
// deno-lint-ignore no-control-regex -- they are what is looked for
const UNSAFE = /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/g;

const TAB = "    ";

/** A text in which nothing is left that a terminal would act on: what is taken out is shown in its place, an escape
 *  as "␛". Line breaks are "\n". */
export function safeText(text: string): string {
  return text.toWellFormed().replace(/\r\n?|[\u2028\u2029\x85]/g, "\n").replaceAll("\t", TAB)
    .replace(UNSAFE, shown);
}

/** The same on one line: a name, a title, a message of the server. */
export function safeLine(text: string): string {
  return safeText(text).replaceAll("\n", " ");
}

/** JSON in which the unsafe characters are escaped. It reads back as the same value. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Unicode has pictures of the control characters of ASCII. */
function shown(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "␡";
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
}
