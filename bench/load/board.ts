/** What the workers of one run and their master see of each other while the workers never come to rest:
 *  shared memory. */

/** What a run goes through. Set by the master alone. */
export const PHASES = ["connect", "warm up", "measure", "stop"] as const;
export type Phase = typeof PHASES[number];

/** What each worker counts. */
export const COUNTERS = [
  /** The id of its thread. */
  "thread",
  /** Clients that are in their room. */
  "clients",
  "deliveries",
  "bytes",
  "frames",
  /** Own messages that were answered. */
  "answers",
  /** Clients that the server sent away in the middle of the talk. */
  "dropped",
] as const;
export type Counter = typeof COUNTERS[number];

export class Board {
  readonly memory: SharedArrayBuffer;
  readonly #phase: Int32Array;
  readonly #counts: Float64Array;

  /** @param memory a board made elsewhere */
  constructor(workers: number, memory?: SharedArrayBuffer) {
    this.memory = memory ?? new SharedArrayBuffer(8 + workers * COUNTERS.length * 8);
    this.#phase = new Int32Array(this.memory, 0, 1);
    this.#counts = new Float64Array(this.memory, 8);
  }

  get phase(): Phase {
    return PHASES[Atomics.load(this.#phase, 0)]!;
  }

  set phase(phase: Phase) {
    Atomics.store(this.#phase, 0, PHASES.indexOf(phase));
  }

  /** Where one worker counts, in the order of COUNTERS. */
  countsOf(worker: number): Float64Array {
    const start = worker * COUNTERS.length;
    return this.#counts.subarray(start, start + COUNTERS.length);
  }

  /** The sum over all workers. */
  sum(counter: Counter): number {
    let sum = 0;
    for (let at = COUNTERS.indexOf(counter); at < this.#counts.length; at += COUNTERS.length) {
      sum += this.#counts[at]!;
    }
    return sum;
  }
}
