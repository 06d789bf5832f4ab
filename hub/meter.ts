/** Upper ends of what is counted together, in milliseconds: a commit takes from 0.2, and who waits for 10 s has gone. */
const BOUNDS_MS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

/** How long something took, counted by how long. */
export class Durations {
  readonly boundsMs: readonly number[] = BOUNDS_MS;
  /** One for each bound, and one for what took longer; each without those before it. */
  readonly counts: number[] = new Array(BOUNDS_MS.length + 1).fill(0);
  sumMs = 0;

  add(tookMs: number): void {
    this.sumMs += tookMs;
    let i = 0;
    while (i < BOUNDS_MS.length && tookMs > BOUNDS_MS[i]!) i++;
    this.counts[i]!++;
  }
}

/** What a hub counts while it works. Plain fields: counting costs next to nothing, and whoever wants to know reads them. */
export class Meter {
  /** Events of rooms that were handed to connections: one event to ten connections counts ten. */
  deliveries = 0;
  /** From a change's arrival to its answer, of those that were made. */
  readonly changes = new Durations();
  /** From handing changes to the store to its answer, also when that was an error. */
  readonly appends = new Durations();
  appendsUnderWay = 0;
  appendsFailed = 0;
  readonly #monotonic: () => number;

  /** @param monotonic a clock, in milliseconds */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** On the monotonic clock. */
  now(): number {
    return this.#monotonic();
  }

  /** Adds what was begun at a time of `now`. */
  took(durations: Durations, begunMs: number): void {
    durations.add(this.#monotonic() - begunMs);
  }
}
