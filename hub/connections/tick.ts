import type { Clock } from "../ports/clock.ts";

/** Peers that are written to in one turn of the event loop: some 0.2 ms of work. Measured against 16 to 128 and all
 *  at once: docs/PERFORMANCE.md. */
const QUEUES_A_TICK = 32;

/** Something that gathers during a turn of the event loop and acts once at its end. */
export interface TickListener {
  onTick(): void;
}

/** One end of turn for all: rooms first commit and hand out their bursts, then send queues write once each, so that
 *  everything for one peer leaves in one frame. Outboxes take turns, too: a few write, and before the next few do,
 *  what has arrived is read. So a large room stops nobody, its next messages are on their way to disk while the last
 *  ones go out, and who is still waiting gets both in one frame. */
export class Tick {
  readonly #clock: Clock;
  #rooms: TickListener[] = [];
  /** This round's send queues, until all had their turn; those before `#written` have. */
  #round: TickListener[] = [];
  #written = 0;
  #nextRound: TickListener[] = [];
  #scheduled = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Must be called at most once a turn for each room. */
  addRoom(room: TickListener): void {
    this.#rooms.push(room);
    this.#schedule();
  }

  /** Must not be called again for an sendQueue before its turn has come. */
  addSendQueue(sendQueue: TickListener): void {
    this.#nextRound.push(sendQueue);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#clock.afterTick(() => this.#end());
  }

  #end(): void {
    const rooms = this.#rooms;
    this.#rooms = [];
    for (const room of rooms) room.onTick();
    // After the rooms: their bursts just filled it.
    this.#write();
    this.#scheduled = false;
    if (this.#rooms.length + this.#round.length + this.#nextRound.length > 0) this.#schedule();
  }

  #write(): void {
    if (this.#round.length === 0) {
      this.#round = this.#nextRound;
      this.#nextRound = [];
    }
    const end = Math.min(this.#written + QUEUES_A_TICK, this.#round.length);
    while (this.#written < end) this.#round[this.#written++]!.onTick();
    if (end < this.#round.length) return;
    this.#round = [];
    this.#written = 0;
  }
}
