import type { Message } from "../../protocol/entities.ts";
import type { MessageEvent } from "../../protocol/events.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { Meter } from "../meter.ts";
import type { Broker } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Appended, Change, Store } from "../ports/store.ts";

/** What the log said to one change, or why it could not be asked. */
export type Settle = (outcome: Appended | Error) => void;

export interface RoomLogServices {
  /** Hears of what must not happen: whoever is told of a change fails at it. */
  logger: Pick<Logger, "error">;
  store: Store;
  broker: Broker;
  clock: Clock;
  limits: Limits;
  meter: Meter;
}

/** How soon a failed catch-up is tried again, in milliseconds. */
const CATCH_UP_RETRY_MS = 1_000;
/** How long is gathered what a log in whose room nobody is here has to catch up with, in milliseconds: it only counts for the
 *  list of rooms, which is told once a second. */
const UNWATCHED_MS = 500;

/** The way of a room's changes: gathered during a tick, appended together, told through the broker, and delivered in the
 *  order of their versions, whichever hub they were made on. */
export class RoomLog {
  readonly #room: string;
  readonly #services: RoomLogServices;
  readonly #deliver: (event: MessageEvent, isPost: boolean) => void;
  readonly #isWatched: () => boolean;
  #wishes: { change: Change; settle: Settle }[] = [];
  #version: number;
  /** The highest version anybody told of: while the log's own is lower, it has to catch up. */
  #heard = 0;
  #catchingUp = false;
  #willCatchUp = false;
  /** Whether the store may have written what it said had failed. */
  #isUnsure = false;
  /** What was posted after the version from which it catches up, as far as it came: a message that was changed meanwhile comes
   *  more than once. Null while there is nothing to catch up with. */
  #caughtUp: { from: number; seqs: Set<number> } | null = null;

  /** @param version the one that it begins after
   *  @param deliver called with each change, in order, and whether its message is one that was not delivered before; a jump in
   *  versions is a message that changed more than once
   *  @param isWatched whether anybody is there to whom it is delivered */
  constructor(
    room: string,
    { version, services, deliver, isWatched }: {
      version: number;
      services: RoomLogServices;
      deliver: (event: MessageEvent, isPost: boolean) => void;
      isWatched: () => boolean;
    },
  ) {
    this.#room = room;
    this.#version = version;
    this.#services = services;
    this.#deliver = deliver;
    this.#isWatched = isWatched;
  }

  /** Raised by one for each change that was delivered. */
  get version(): number {
    return this.#version;
  }

  /** Takes a change into this tick's append. `settle` is called once, before anybody hears of the change. */
  change(change: Change, settle: Settle): void {
    this.#wishes.push({ change, settle });
  }

  /** Appends what was gathered. */
  append(): void {
    const wishes = this.#wishes;
    if (wishes.length === 0) return;
    this.#wishes = [];
    const { store, meter } = this.#services;
    const begunMs = meter.now();
    meter.appendsUnderWay += 1;
    store.append(wishes.map((wish) => wish.change)).then(
      (answers) => {
        this.#measure(begunMs);
        wishes.forEach((wish, i) => this.#settle(wish.settle, answers[i]!));
      },
      (error) => {
        this.#measure(begunMs);
        meter.appendsFailed += 1;
        wishes.forEach((wish) => this.#try(() => wish.settle(error)));
        this.#lookLater();
      },
    );
  }

  /** A change was committed, here or by another hub. */
  hear(event: MessageEvent): void {
    if (event.version === this.#version + 1) this.#take(event);
    else this.hearOf(event.version);
  }

  /** A version exists that may not have been delivered here. */
  hearOf(version: number): void {
    this.#heard = Math.max(this.#heard, version);
    if (this.#version >= this.#heard) return;
    if (this.#isWatched()) void this.#catchUp();
    else this.#catchUpIn(UNWATCHED_MS);
  }

  #measure(begunMs: number): void {
    const { meter } = this.#services;
    meter.appendsUnderWay -= 1;
    meter.took(meter.appends, begunMs);
  }

  #settle(settle: Settle, answer: Appended): void {
    this.#try(() => settle(answer));
    if (!answer.ok) return;
    const { message, repeated } = answer;
    // Committed, but the answer got lost (the store broke down in between): nobody may have heard of it yet.
    if (repeated) this.hearOf(message.version);
    else this.#services.broker.publish(messageEvent(this.#room, message));
  }

  /** Whoever fails at what they are told fails alone: the others are told. */
  #try(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      const stack = error instanceof Error ? error.stack : String(error);
      this.#services.logger.error("a change could not be told", { error: stack });
    }
  }

  #take(event: MessageEvent): void {
    this.#version = event.version;
    this.#deliver(event, this.#isPost(event));
  }

  #isPost({ version, message: { seq } }: MessageEvent): boolean {
    if (!this.#caughtUp) return seq === version;
    const { from, seqs } = this.#caughtUp;
    if (seq <= from || seqs.has(seq)) return false;
    seqs.add(seq);
    return true;
  }

  /** The connection to the storage may have been lost after a commit: whoever posted need not come back to ask. */
  #lookLater(): void {
    this.#isUnsure = true;
    this.#catchUpIn(CATCH_UP_RETRY_MS);
  }

  #catchUpIn(delayMs: number): void {
    if (this.#willCatchUp) return;
    this.#willCatchUp = true;
    this.#services.clock.after(delayMs, () => {
      this.#willCatchUp = false;
      void this.#catchUp();
    });
  }

  /** What was changed between the last version and this was changed again: nobody has to ask for it. */
  #caughtUpEvent(message: Message): MessageEvent {
    const event = messageEvent(this.#room, message);
    return message.version === this.#version + 1 ? event : { ...event, after: this.#version };
  }

  /** Delivers what the store has above this version. */
  async #catchUp(): Promise<void> {
    if (this.#catchingUp) return;
    this.#catchingUp = true;
    this.#caughtUp ??= { from: this.#version, seqs: new Set() };
    const { store, limits } = this.#services;
    let arrived = true;
    try {
      while (arrived && (this.#isUnsure || this.#version < this.#heard)) {
        this.#isUnsure = false;
        const page = await store.changes(this.#room, this.#version, limits.maxPageSize);
        this.#heard = Math.max(this.#heard, page?.version ?? 0);
        const missing = page?.messages.filter(({ version }) => version > this.#version) ?? [];
        for (const message of missing) this.#take(this.#caughtUpEvent(message));
        arrived = missing.length > 0 || this.#version >= this.#heard;
      }
    } catch {
      this.#isUnsure = true;
      arrived = false;
    }
    this.#catchingUp = false;
    if (this.#version >= this.#heard) this.#caughtUp = null;
    if (!arrived) this.#catchUpIn(CATCH_UP_RETRY_MS);
  }
}

function messageEvent(room: string, message: Message): MessageEvent {
  return { type: "message", room, version: message.version, message };
}
