import type { Clock } from "./ports.ts";

/** Something that gathers during a turn of the event loop and acts once at its end. */
export interface TurnEnd {
  endTurn(): void;
}

/** One end of turn for all: rooms first commit and hand out their bursts, then each outbox writes once,
 *  so that everything for one peer leaves in one frame. */
export class Turn {
  readonly #clock: Clock;
  #rooms: TurnEnd[] = [];
  #outboxes: TurnEnd[] = [];
  #scheduled = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Must be called at most once a turn for each room. */
  addRoom(room: TurnEnd): void {
    this.#rooms.push(room);
    this.#schedule();
  }

  /** Must be called at most once a turn for each outbox. */
  addOutbox(outbox: TurnEnd): void {
    this.#outboxes.push(outbox);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#clock.afterTurn(() => this.#end());
  }

  #end(): void {
    this.#scheduled = false;
    const rooms = this.#rooms;
    this.#rooms = [];
    for (const room of rooms) room.endTurn();
    // Taken after the rooms: their bursts just filled it.
    const outboxes = this.#outboxes;
    this.#outboxes = [];
    for (const outbox of outboxes) outbox.endTurn();
  }
}
