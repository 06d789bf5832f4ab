/** The smallest value that at least this share of all values does not exceed (the nearest rank); NaN of none.
 *  @param share above 0, at most 1 */
export function percentile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(1, Math.ceil(sorted.length * share)) - 1] ?? NaN;
}
