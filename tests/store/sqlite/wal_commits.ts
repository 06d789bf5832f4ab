const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** How many transactions the write-ahead log at this path holds (sqlite.org/fileformat2.html#walformat):
 *  the last frame of each, and no other, carries the size of the database after the commit. */
export function countWalCommits(walPath: string): number {
  const bytes = Deno.readFileSync(walPath);
  if (bytes.length < HEADER_BYTES) return 0;
  const view = new DataView(bytes.buffer);
  const salt = view.getBigUint64(16);
  const frameBytes = FRAME_HEADER_BYTES + view.getUint32(8);
  let commits = 0;
  for (let frame = HEADER_BYTES; frame + frameBytes <= bytes.length; frame += frameBytes) {
    // Frames with another salt are left from before the log began anew.
    if (view.getBigUint64(frame + 8) !== salt) break;
    if (view.getUint32(frame + 4) > 0) commits++;
  }
  return commits;
}
