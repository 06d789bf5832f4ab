import type { Clock } from "../../hub/ports/clock.ts";

interface Timer {
  at: number;
  callback: () => void;
}

/** A clock that stands still until a test moves it. Turns end for real: the store answers for real. */
export class TestClock implements Clock {
  #monotonic = 0;
  /** The wall clock's distance from the monotonic one; set it to jump. */
  wallOffset = Date.parse("2026-11-17T12:00:00Z");
  readonly #timers = new Set<Timer>();
  #set = Promise.withResolvers<number>();

  now(): number {
    return this.wallOffset + this.#monotonic;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#monotonic + delayMs, callback };
    this.#timers.add(timer);
    this.#set.resolve(delayMs);
    this.#set = Promise.withResolvers();
    return () => this.#timers.delete(timer);
  }

  afterTick(callback: () => void): void {
    setImmediate(callback);
  }

  /** The delay in milliseconds of the next timer that is set. */
  nextTimer(): Promise<number> {
    return this.#set.promise;
  }

  /** Lets time pass; timers fire in order, each at its own time. */
  advance(ms: number): void {
    const end = this.#monotonic + ms;
    for (let due = this.#nextDue(end); due; due = this.#nextDue(end)) {
      this.#timers.delete(due);
      this.#monotonic = Math.max(this.#monotonic, due.at);
      due.callback();
    }
    this.#monotonic = end;
  }

  /** The process stands still for a while: timers that are due meanwhile fire when it goes on, with the next `advance`. */
  stall(ms: number): void {
    this.#monotonic += ms;
  }

  #nextDue(end: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.at <= end && (next === null || timer.at < next.at)) next = timer;
    }
    return next;
  }
}
