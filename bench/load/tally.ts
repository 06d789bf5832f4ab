import type { Board } from "./board.ts";
import { COUNTERS } from "./board.ts";
import { libc } from "./libc.ts";

/** One worker's counts, shown on the board now and then. */
export class Tally {
  clients = 0;
  answers = 0;
  dropped = 0;
  #deliveries = 0;
  #bytes = 0;
  #frames = 0;
  readonly #shown: Float64Array;
  readonly #thread = libc.gettid();

  constructor(board: Board, worker: number) {
    this.#shown = board.countsOf(worker);
    this.show();
  }

  frame(deliveries: number, bytes: number): void {
    this.#deliveries += deliveries;
    this.#bytes += bytes;
    this.#frames += 1;
  }

  show(): void {
    const counts = {
      thread: this.#thread,
      clients: this.clients,
      deliveries: this.#deliveries,
      bytes: this.#bytes,
      frames: this.#frames,
      answers: this.answers,
      dropped: this.dropped,
    };
    COUNTERS.forEach((counter, i) => this.#shown[i] = counts[counter]);
  }
}
