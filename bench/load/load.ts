import { threadCpuSeconds } from "../process_usage.ts";
import { Board, type Counter, COUNTERS } from "./board.ts";
import type { JobName, JobOptions, JobResult } from "./jobs/jobs.ts";
import type { Assignment } from "./worker.ts";

/** How often the master looks at the board, in milliseconds. */
const LOOK_MS = 20;

/** One job under way in as many workers as wanted. */
export class Load<Name extends JobName> {
  readonly board: Board;
  /** What each worker made of it. Rejects as soon as one fails. */
  readonly results: Promise<JobResult<Name>[]>;
  readonly #workers: Worker[];

  constructor(name: Name, options: JobOptions<Name>, { workers = 1 } = {}) {
    this.board = new Board(workers);
    this.#workers = Array.from(
      { length: workers },
      () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    );
    const results = this.#workers.map((worker, index) => {
      const { promise, resolve, reject } = Promise.withResolvers<JobResult<Name>>();
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      const slice = { index, of: workers };
      const { memory } = this.board;
      worker.postMessage({ name, options, memory, slice } satisfies Assignment);
      return promise;
    });
    this.results = Promise.all(results);
    // Whoever waits for something else hears of a failure there.
    this.results.catch(() => {});
  }

  /** Waits until a sum on the board has reached a value. Rejects when a worker fails or time is up. */
  async until(counter: Counter, value: number, mostMs = 120_000): Promise<void> {
    const deadline = performance.now() + mostMs;
    while (this.board.sum(counter) < value) {
      if (performance.now() > deadline) {
        const sum = this.board.sum(counter);
        throw new Error(`Only ${sum} of ${value} ${counter} after ${mostMs / 1_000} s`);
      }
      await this.during(LOOK_MS);
    }
  }

  /** Lets time pass. Rejects when a worker fails meanwhile. */
  async during(ms: number): Promise<void> {
    const pause = new Promise((resolve) => setTimeout(resolve, ms));
    await Promise.race([pause, this.results.then(() => pause)]);
  }

  /** CPU time the workers have used, in seconds, each for itself. */
  cpuSeconds(): number[] {
    return this.#workers.map((_, index) =>
      threadCpuSeconds(this.board.countsOf(index)[COUNTERS.indexOf("thread")]!)
    );
  }

  /** Tells the workers to stop, and waits for what they made of it. */
  async stop(): Promise<JobResult<Name>[]> {
    this.board.phase = "stop";
    return await this.results;
  }

  [Symbol.dispose](): void {
    for (const worker of this.#workers) worker.terminate();
  }
}
