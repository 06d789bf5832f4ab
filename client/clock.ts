/** Time, injected so that tests own it. */
export interface ClientClock {
  /** Wall clock, milliseconds since the epoch. For people, never for order or timeouts. */
  now(): number;
  /** Never goes back, in milliseconds. */
  monotonic(): number;
  /** Calls back once after a delay; the returned function calls it off. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemClock: ClientClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
