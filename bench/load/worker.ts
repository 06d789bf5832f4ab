import { Board } from "./board.ts";
import { type JobName, jobs } from "./jobs/jobs.ts";

/** A thread that does one job and ends. It never comes to rest in between: it is told things on the board. */

/** The first and only message to a worker. */
export interface Assignment {
  name: JobName;
  options: unknown;
  memory: SharedArrayBuffer;
  slice: { index: number; of: number };
}

/** The part of a worker's global scope used here; the "dom" types know only that of a window. */
const thread = self as unknown as {
  onmessage: (event: MessageEvent<Assignment>) => void;
  postMessage(result: unknown): void;
};

thread.onmessage = ({ data: { name, options, memory, slice } }) => {
  const job = jobs[name] as (options: unknown, board: Board, slice: Assignment["slice"]) => unknown;
  thread.postMessage(job(options, new Board(slice.of, memory), slice));
};
