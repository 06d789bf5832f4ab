import { stripVTControlCharacters } from "node:util";
import { sendableText } from "../../client/outgoing/sendable_text.ts";

/** A line of a program's output as a message: without its colours and control characters. Null when nothing is left
 *  that could be posted. */
export function lineMessage(line: string): string | null {
  const text = sendableText(stripVTControlCharacters(line)).trimEnd();
  return text.trim() === "" ? null : text;
}
