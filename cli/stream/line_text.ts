import { stripVTControlCharacters } from "node:util";
import { sendableText } from "../../client/outgoing/sendable_text.ts";
import { fitsBytes } from "../../protocol/bytes.ts";

const encoder = new TextEncoder();
const graphemes = new Intl.Segmenter();

/** The beginning of a text: as much as fits, up to a white space if there is one in its second half, else up to the
 *  end of a character as people see it. All of it when it fits.
 *  @param mostBytes in UTF-8, at least 64 */
export function cutText(text: string, mostBytes: number): string {
  if (fitsBytes(text, mostBytes)) return text;
  const { read } = encoder.encodeInto(text, new Uint8Array(mostBytes));
  const space = text.slice(0, read).search(/\s\S*$/);
  if (space > read / 2) return text.slice(0, space + 1);
  const index = graphemes.segment(text).containing(read)?.index ?? read;
  return text.slice(0, index > read / 2 ? index : read);
}

/** A line of a program's output as a message: without its colours and control characters. Null when nothing is left
 *  that could be posted. */
export function lineMessage(line: string): string | null {
  const text = sendableText(stripVTControlCharacters(line)).trimEnd();
  return text.trim() === "" ? null : text;
}
