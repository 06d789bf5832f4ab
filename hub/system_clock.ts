import type { Clock } from "./ports/clock.ts";

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  // Not a microtask: that would end the tick before the rest of a burst is read. Not a timer: that waits.
  afterTick: (callback) => void setImmediate(callback),
};
