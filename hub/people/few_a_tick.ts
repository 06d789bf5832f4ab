import type { Clock } from "../ports/clock.ts";

/** Does jobs in order: at once as long as they are few, the others a few a tick, so that a thousand of them do not stop
 *  everybody else. */
export class FewATick {
  readonly #clock: Pick<Clock, "afterTick">;
  readonly #most: number;
  #waiting: (() => void)[] = [];
  #done = 0;
  #willGoOn = false;

  constructor(clock: Pick<Clock, "afterTick">, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  do(job: () => void): void {
    if (this.#done < this.#most) {
      this.#done += 1;
      job();
    } else this.#waiting.push(job);
    this.#goOn();
  }

  #goOn(): void {
    if (this.#willGoOn) return;
    this.#willGoOn = true;
    this.#clock.afterTick(() => {
      this.#willGoOn = false;
      const now = this.#waiting.slice(0, this.#most);
      this.#waiting = this.#waiting.slice(this.#most);
      this.#done = now.length;
      for (const job of now) job();
      if (this.#done > 0) this.#goOn();
    });
  }
}
