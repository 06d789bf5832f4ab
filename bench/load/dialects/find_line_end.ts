const NEWLINE = 10;

/** Where the line that begins at `at` ends: its newline, or `end`. Not `indexOf`: that has no end to stop at. */
export function findLineEnd(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && bytes[at] !== NEWLINE) at += 1;
  return at;
}
