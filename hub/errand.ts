import type { OutageLog } from "./outage_log.ts";
import type { Clock } from "./ports/clock.ts";

interface Needs {
  clock: Pick<Clock, "after">;
  outages: OutageLog;
  /** How long after a failure it is tried again, in milliseconds. */
  retryMs: number;
  /** What the log says of a failure. */
  failure: string;
  work(): Promise<void>;
}

/** Work that is done when it is asked for, and never twice at once: asked for meanwhile, it is done once more afterwards. What
 *  fails is tried again. */
export class Errand {
  readonly #needs: Needs;
  #isAsked = false;
  #isWorking = false;
  #isStopped = false;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Whether the work is to end where it is. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  begin(): void {
    this.#isAsked = true;
    if (!this.#isWorking) void this.#work();
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #work(): Promise<void> {
    const { clock, outages, retryMs, failure, work } = this.#needs;
    this.#isWorking = true;
    while (this.#isAsked && !this.#isStopped) {
      this.#isAsked = false;
      try {
        await work();
      } catch (error) {
        if (this.#isStopped) break;
        outages.tell(failure, { error: String(error) });
        clock.after(retryMs, () => this.begin());
      }
    }
    this.#isWorking = false;
  }
}
