const encoder = new TextEncoder();

/** Whether a string is at most `limit` bytes in UTF-8. Encodes only when the length leaves doubt:
 *  a UTF-16 code unit takes one to three bytes. */
export function fitsBytes(text: string, limit: number): boolean {
  if (text.length > limit) return false;
  return text.length * 3 <= limit || utf8Bytes(text) <= limit;
}

/** Length of a string in UTF-8 bytes. */
export function utf8Bytes(text: string): number {
  return encoder.encode(text).byteLength;
}
