/** Length a frame should not exceed, in UTF-16 code units: a socket is filled in steps of about this. */
const FRAME_LENGTH = 64 * 1024;

/** Lines joined into one frame, beginning at an index: as many as FRAME_LENGTH lets in, one at least, and only
 *  one when they do not coalesce. `end` is the index of the first line left out. */
export function nextFrame(
  lines: readonly string[],
  start: number,
  coalesces: boolean,
): { frame: string; end: number } {
  let end = start + 1;
  let length = lines[start]!.length;
  while (coalesces && end < lines.length && length + 1 + lines[end]!.length <= FRAME_LENGTH) {
    length += 1 + lines[end]!.length;
    end += 1;
  }
  // A single line is not copied: usually it is a burst that all members of a room share.
  const frame = end === start + 1 ? lines[start]! : lines.slice(start, end).join("\n");
  return { frame, end };
}
