import { fitsBytes, utf8Bytes } from "../../protocol/bytes.ts";

/** The length is told when this many bytes are left, and not before. */
const TELL_BELOW_BYTES = 500;

/** How a text stands to the limit; null while there is room enough.
 *  @param limit longest text, in UTF-8 bytes */
export function lengthNote(text: string, limit: number): { tooLong: boolean; text: string } | null {
  if (fitsBytes(text, limit - TELL_BELOW_BYTES)) return null;
  const left = limit - utf8Bytes(text);
  return left >= 0 ? { tooLong: false, text: `${bytes(left)} left` } : {
    tooLong: true,
    text: `Too long by ${bytes(-left)}. Shorten it, or send it in two parts.`,
  };
}

function bytes(count: number): string {
  return count === 1 ? "1 byte" : `${count} bytes`;
}
