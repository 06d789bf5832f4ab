import type { Clock } from "../hub/ports/clock.ts";
import type { Logger } from "../hub/ports/logger.ts";
import type { Guests } from "./guests/guests.ts";
import type { ActiveBans } from "./moderation/active_bans.ts";
import type { Pruned } from "./ports.ts";
import type { Sessions } from "./signing_in/sessions.ts";

/** The first sweep is not at the start: nobody who comes then shall wait for it. */
const FIRST_MS = 60_000;
const INTERVAL_MS = 60 * 60_000;
/** Entries looked at in one step, for which others wait to write: about as long as its fsync takes. */
const STEP = 200;
/** Rest between two steps, in milliseconds: a million entries take five minutes. */
const PAUSE_MS = 50;

interface Needs {
  activeBans: ActiveBans;
  sessions: Sessions;
  guests: Guests;
  clock: Pick<Clock, "after">;
  logger: Logger;
}

/** Removes what is over, hourly and in small steps: bans from memory, sessions and then guests of whom nothing is left. */
export class Sweep {
  readonly #needs: Needs;
  #isStopped = false;
  #cancelTimer: () => void;

  /** Begins. */
  constructor(needs: Needs) {
    this.#needs = needs;
    this.#cancelTimer = needs.clock.after(FIRST_MS, () => void this.#run());
  }

  /** Takes no further step. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
  }

  async #run(): Promise<void> {
    const { activeBans, sessions, guests, clock, logger } = this.#needs;
    activeBans.sweep();
    try {
      await this.#all((after: string | null) => sessions.prune(after, STEP));
      await this.#all((after: number | null) => guests.prune(after, STEP));
    } catch (error) {
      logger.warn("what is over was not removed", { error: String(error) });
    }
    if (!this.#isStopped) this.#cancelTimer = clock.after(INTERVAL_MS, () => void this.#run());
  }

  async #all<Cursor>(
    prune: (after: Cursor | null) => Promise<Pruned<Cursor>>,
  ): Promise<void> {
    let after: Cursor | null = null;
    while (!this.#isStopped) {
      after = (await prune(after)).next;
      if (after === null) return;
      await this.#pause();
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#cancelTimer = this.#needs.clock.after(PAUSE_MS, resolve);
    });
  }
}
