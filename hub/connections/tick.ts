import type { Clock } from "../ports.ts";

/** Peers that are written to in one turn of the event loop: some 0.2 ms of work. Measured against 16 to 128 and all
 *  at once: docs/PERFORMANCE.md. */
const OUTBOXES_A_TURN = 32;

/** Something that gathers during a turn of the event loop and acts once at its end. */
export interface TurnEnd {
  endTurn(): void;
}

/** One end of turn for all: rooms first commit and hand out their bursts, then outboxes write once each, so that
 *  everything for one peer leaves in one frame. Outboxes take turns, too: a few write, and before the next few do,
 *  what has arrived is read. So a large room stops nobody, its next messages are on their way to disk while the last
 *  ones go out, and who is still waiting gets both in one frame. */
export class Turn {
  readonly #clock: Clock;
  #rooms: TurnEnd[] = [];
  /** This round's outboxes, until all had their turn; those before `#written` have. */
  #round: TurnEnd[] = [];
  #written = 0;
  #nextRound: TurnEnd[] = [];
  #scheduled = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Must be called at most once a turn for each room. */
  addRoom(room: TurnEnd): void {
    this.#rooms.push(room);
    this.#schedule();
  }

  /** Must not be called again for an outbox before its turn has come. */
  addOutbox(outbox: TurnEnd): void {
    this.#nextRound.push(outbox);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#clock.afterTurn(() => this.#end());
  }

  #end(): void {
    const rooms = this.#rooms;
    this.#rooms = [];
    for (const room of rooms) room.endTurn();
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
    const end = Math.min(this.#written + OUTBOXES_A_TURN, this.#round.length);
    while (this.#written < end) this.#round[this.#written++]!.endTurn();
    if (end < this.#round.length) return;
    this.#round = [];
    this.#written = 0;
  }
}
