import type { Clock } from "../ports/clock.ts";

/** Send queues that write at the end of one tick: some 0.2 ms of work. Measured against 16 to 128 and all at once:
 *  docs/PERFORMANCE.md. */
const QUEUES_A_TICK = 32;
/** Send queues that write at the end of one tick because somebody waits for an answer. */
const ANSWERS_A_TICK = 32;

/** Something that gathers during a tick and acts once at its end. */
export interface TickListener {
  onTick(): void;
}

/** Writes at the end of a tick to somebody who waits for an answer. */
export interface AnswerListener {
  onAnswer(): void;
}

/** The end of a tick, which is one turn of the event loop, for all who gathered something in it. Rooms come first: they
 *  append what was asked for and hand out their bursts. Then send queues write once each, so that everything for one peer
 *  leaves in one frame: only QUEUES_A_TICK of them, the others at the end of later ticks, in the order in which they were
 *  added. In between, what has arrived is read. So a large room holds up nobody, its next messages are on their way to disk
 *  while the last ones go out, and whoever still waits gets both in one frame. Queues with an answer to
 *  somebody's request write beside the round, so that nobody waits for what a large room hears. */
export class Tick {
  readonly #clock: Clock;
  #rooms: TickListener[] = [];
  /** The send queues of this round, until all have written; those before `#written` have. */
  #round: TickListener[] = [];
  #written = 0;
  #nextRound: TickListener[] = [];
  #answering: AnswerListener[] = [];
  #scheduled = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Must not be called again for a room before its `onTick`. */
  addRoom(room: TickListener): void {
    this.#rooms.push(room);
    this.#schedule();
  }

  /** Must not be called again for a send queue before its `onTick`. */
  addSendQueue(sendQueue: TickListener): void {
    this.#nextRound.push(sendQueue);
    this.#schedule();
  }

  /** Must not be called again for a send queue before its `onAnswer`, which comes at the end of this tick or of one soon
   *  after. */
  addAnswering(sendQueue: AnswerListener): void {
    this.#answering.push(sendQueue);
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
    // After the rooms: their bursts have just filled the queues.
    this.#answer();
    this.#write();
    this.#scheduled = false;
    if (this.#hasMore) this.#schedule();
  }

  get #hasMore(): boolean {
    return this.#rooms.length > 0 || this.#answering.length > 0 || this.#round.length > 0 ||
      this.#nextRound.length > 0;
  }

  #answer(): void {
    if (this.#answering.length === 0) return;
    for (const sendQueue of this.#answering.splice(0, ANSWERS_A_TICK)) sendQueue.onAnswer();
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
