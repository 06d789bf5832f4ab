/** Time and ticks, injected so that tests own both. */
export interface Clock {
  /** Wall clock, milliseconds since the epoch. For people, never for order or timeouts. */
  now(): number;
  /** Never goes back, in milliseconds. For timeouts and rates. */
  monotonic(): number;
  /** Calls back once after a delay; the returned function calls it off. */
  after(delayMs: number, callback: () => void): () => void;
  /** Calls back once everything that has already arrived is handled, so that a burst is seen whole. */
  afterTick(callback: () => void): void;
}
