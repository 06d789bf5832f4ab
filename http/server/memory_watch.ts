import type { Connection } from "../../hub/connections/connection.ts";
import type { Logger } from "../../hub/ports/logger.ts";

/** How often it is looked how much memory there is, in milliseconds; and while there is too little. A look takes 15 µs. */
const LOOK_MS = 250;
const LOOK_WHILE_SHORT_MS = 50;
/** Below this part of the limit there is enough again, once it has been for this long, in milliseconds: who fills the memory
 *  again and again gets in once in that time. */
const ENOUGH_PART = 0.9;
const ENOUGH_MS = 5_000;

/** When suspects are looked for again, if it was not those, in milliseconds. */
const AGAIN_MS = 5_000;

/** What it watches for. */
interface Watched {
  /** Set while no more sockets are to be taken in. */
  memoryIsShort: boolean;
  /** Connections that may hold much memory; see hub/connections/suspects.ts. */
  suspects(): Connection[][];
}

/** A process's memory, in bytes, as `Deno.memoryUsage` tells it. */
type Usage = Pick<Deno.MemoryUsage, "rss" | "heapTotal" | "external">;

/** Takes in no more sockets above a limit of resident memory. Deno keeps a message that has no end yet in memory, however long
 *  it gets, and shows it to nobody: so when most of what is used is outside of JavaScript's heap, it lets go of those
 *  connections that may be in the middle of one, a group at each look, until there is memory again. */
export class MemoryWatch {
  readonly #hub: Watched;
  readonly #limitBytes: number;
  readonly #logger: Logger;
  readonly #usage: () => Usage;
  readonly #cutUnwritten: () => number;
  /** What is still to be let go of, and when that was asked. */
  #groups: Connection[][] = [];
  #groupsAtMs = -Infinity;
  #enoughSinceMs: number | null = null;

  constructor(
    hub: Watched,
    limitBytes: number,
    { logger, cutUnwritten, usage = Deno.memoryUsage }: {
      logger: Logger;
      /** Reads no more of sockets that have ended and linger; how many. */
      cutUnwritten: () => number;
      usage?: () => Usage;
    },
  ) {
    this.#hub = hub;
    this.#limitBytes = limitBytes;
    this.#logger = logger;
    this.#cutUnwritten = cutUnwritten;
    this.#usage = usage;
  }

  /** Looks from now on, for as long as the process lives. */
  begin(): void {
    const delayMs = this.#hub.memoryIsShort ? LOOK_WHILE_SHORT_MS : LOOK_MS;
    setTimeout(() => {
      this.look(performance.now());
      this.begin();
    }, delayMs);
  }

  /** @param nowMs on a monotonic clock */
  look(nowMs: number): void {
    const usage = this.#usage();
    if (usage.rss > this.#limitBytes) return this.#isShort(usage, nowMs);
    if (!this.#hub.memoryIsShort || usage.rss > this.#limitBytes * ENOUGH_PART) {
      this.#enoughSinceMs = null;
      return;
    }
    this.#enoughSinceMs ??= nowMs;
    if (nowMs - this.#enoughSinceMs < ENOUGH_MS) return;
    this.#hub.memoryIsShort = false;
    this.#groups = [];
    this.#groupsAtMs = -Infinity;
    this.#logger.info("there is enough memory again: sockets are taken in");
  }

  #isShort(usage: Usage, nowMs: number): void {
    this.#enoughSinceMs = null;
    if (!this.#hub.memoryIsShort) {
      const megabytes = Math.round(this.#limitBytes / 1_024 / 1_024);
      this.#logger.warn("no socket is taken in: memory is short", { limitMb: megabytes });
    }
    this.#hub.memoryIsShort = true;
    if (usage.rss - usage.heapTotal - usage.external > this.#limitBytes / 2) this.#letGo(nowMs);
  }

  #letGo(nowMs: number): void {
    const count = this.#cutUnwritten() || this.#dropNextGroup(nowMs);
    if (count > 0) this.#logger.warn("connections were dropped for their memory", { count });
  }

  #dropNextGroup(nowMs: number): number {
    if (this.#groups.length === 0 && nowMs - this.#groupsAtMs >= AGAIN_MS) {
      this.#groups = this.#hub.suspects();
      this.#groupsAtMs = nowMs;
    }
    const group = this.#groups.shift()?.filter(({ ended }) => !ended) ?? [];
    for (const connection of group) connection.drop();
    return group.length;
  }
}
