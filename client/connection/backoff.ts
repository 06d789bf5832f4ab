/** First ceiling of the delay, in milliseconds. */
export const BACKOFF_BASE_MS = 500;
/** Highest ceiling of the delay, in milliseconds. */
export const BACKOFF_CAP_MS = 15_000;

/** How long to wait before attempt number `failures` + 1, in milliseconds: anything from 0 to a
 *  ceiling that doubles with each failure. The full range ("full jitter") spreads a crowd that
 *  lost the same server better than a jitter around the ceiling does.
 *  @param failures attempts that failed in a row, 0 or more
 *  @param random from 0 to just under 1 */
export function backoffMs(failures: number, random: number): number {
  return Math.floor(random * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** failures));
}
