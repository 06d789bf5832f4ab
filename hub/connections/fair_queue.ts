import type { Clock } from "../ports/clock.ts";

/** How many requests begin in one tick: a page of history or the people of a large room take a millisecond each, for which
 *  posts wait. */
const BEGUN_A_TICK = 2;
/** How many requests of one payer may be under way, so that what others ask of the store waits for no more of them. */
const UNDER_WAY = 8;

export interface FairQueueOptions {
  /** How many requests may be under way altogether; as many as payers have, unless given. */
  mostUnderWay?: number;
}

interface Share {
  underWay: number;
  /** Begin a request each, in the order in which they came. */
  waiting: (() => void)[];
}

/** Lets requests begin a few a tick, by turns between those who pay for them (`payerOf`), each of whom has only some under
 *  way. So a storm from one address, legitimate or not, delays itself and nobody else. */
export class FairQueue {
  readonly #clock: Pick<Clock, "afterTick">;
  readonly #mostUnderWay: number;
  /** By payer; only those who have requests under way or waiting. */
  readonly #shares = new Map<string, Share>();
  /** Whose turn it is, in order: those who have requests waiting and may have another one under way. */
  readonly #turns = new Set<string>();
  #left = BEGUN_A_TICK;
  #underWay = 0;
  #isTickAwaited = false;

  constructor(
    clock: Pick<Clock, "afterTick">,
    { mostUnderWay = Infinity }: FairQueueOptions = {},
  ) {
    this.#clock = clock;
    this.#mostUnderWay = mostUnderWay;
  }

  /** How many requests wait for their turn. */
  get waiting(): number {
    return [...this.#shares.values()].reduce((sum, { waiting }) => sum + waiting.length, 0);
  }

  /** Carries out a request when it is its payer's turn; at once when little is going on. */
  async run(payer: string, request: () => Promise<void>): Promise<void> {
    const share = this.#shareOf(payer);
    this.#awaitTick();
    if (this.#mayBegin && share.underWay < UNDER_WAY && share.waiting.length === 0) {
      this.#count(share);
    } else {
      await new Promise<void>((begin) => {
        share.waiting.push(begin);
        this.#giveTurn(payer, share);
      });
    }
    try {
      await request();
    } finally {
      share.underWay -= 1;
      this.#underWay -= 1;
      this.#giveTurn(payer, share);
      if (this.#turns.size > 0) this.#awaitTick();
      if (share.underWay === 0 && share.waiting.length === 0) this.#shares.delete(payer);
    }
  }

  get #mayBegin(): boolean {
    return this.#left > 0 && this.#underWay < this.#mostUnderWay;
  }

  #shareOf(payer: string): Share {
    const known = this.#shares.get(payer);
    if (known) return known;
    const share = { underWay: 0, waiting: [] };
    this.#shares.set(payer, share);
    return share;
  }

  #count(share: Share): void {
    this.#left -= 1;
    this.#underWay += 1;
    share.underWay += 1;
  }

  #giveTurn(payer: string, { underWay, waiting }: Share): void {
    if (waiting.length === 0 || underWay >= UNDER_WAY) return;
    this.#turns.add(payer);
    this.#awaitTick();
  }

  #awaitTick(): void {
    if (this.#isTickAwaited) return;
    this.#isTickAwaited = true;
    this.#clock.afterTick(() => {
      this.#isTickAwaited = false;
      this.#left = BEGUN_A_TICK;
      this.#beginSome();
    });
  }

  #beginSome(): void {
    for (const payer of this.#turns) {
      if (!this.#mayBegin) break;
      this.#turns.delete(payer);
      const share = this.#shares.get(payer)!;
      this.#count(share);
      share.waiting.shift()!();
      // Behind the others: a set goes on to what is added meanwhile.
      this.#giveTurn(payer, share);
    }
    // Else the end of one that is under way awaits the next tick.
    if (this.#turns.size > 0 && this.#underWay < this.#mostUnderWay) this.#awaitTick();
  }
}
