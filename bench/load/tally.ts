import { type Board, type Counter, COUNTERS } from "./board.ts";
import { libc } from "./libc.ts";

const at = Object.fromEntries(COUNTERS.map((counter, i) => [counter, i])) as Record<
  Counter,
  number
>;
const { clients, deliveries, bytes, frames, answers, dropped } = at;

/** What one worker counts, straight onto the board: its master sees it at once. */
export class Tally {
  readonly #counts: Float64Array;

  constructor(board: Board, worker: number) {
    this.#counts = board.countsOf(worker);
    this.#counts[at.thread] = libc.gettid();
  }

  /** Own messages that were answered so far. */
  get answers(): number {
    return this.#counts[answers]!;
  }

  /** A client is in its room. */
  entered(): void {
    this.#counts[clients]! += 1;
  }

  /** The server sent a client away. */
  lost(): void {
    this.#counts[dropped]! += 1;
  }

  answered(): void {
    this.#counts[answers]! += 1;
  }

  frame(messages: number, length: number): void {
    this.#counts[deliveries]! += messages;
    this.#counts[bytes]! += length;
    this.#counts[frames]! += 1;
  }
}
