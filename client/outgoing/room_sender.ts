import { utf8Bytes } from "../../protocol/bytes.ts";
import { backoffMs } from "../connection/backoff.ts";
import type { ClientClock } from "../clock.ts";
import { type OutgoingItem, targetOf } from "./outgoing_item.ts";
import type { TokenBucket } from "./token_bucket.ts";

/** Most items of one room that are sent and not yet answered. */
export const MAX_BURST = 16;
/** More than a request has around its change, in bytes: type, ref, room, id, and the names of the fields. */
const ENVELOPE_BYTES = 320;

/** What came of sending an item once. */
export type Answer =
  /** The server has it, or will never take it. */
  | { isFinal: true }
  /** It may take it later. `retryAfterMs`: when, in milliseconds from now, if the server has said so. */
  | { isFinal: false; retryAfterMs?: number };

export interface RoomSenderOptions {
  /** What is still to be sent, in order. */
  waiting(): readonly OutgoingItem[];
  /** Sends one item. Never rejects. */
  send(item: OutgoingItem): Promise<Answer>;
  /** What is sent from now on begins a frame of its own. */
  startFrame(): void;
  tokenBucket: TokenBucket;
  clock: ClientClock;
  random(): number;
}

/** Sends one room's items in order, a burst at a time: what goes in one frame, the server takes or puts off in order,
 *  and nothing else goes before all of it is answered. So no item overtakes one that has to wait. */
export class RoomSender {
  readonly #options: RoomSenderOptions;
  /** Longest frame the server takes, in UTF-8 bytes; null while there is no connection. */
  #frameBytes: number | null = null;
  /** Raised when the connection is lost: answers to what was sent before no longer count. */
  #connection = 0;
  #isBursting = false;
  /** Most items in the next burst: one after the server has put something off, lest it refuse all the others too. */
  #window = MAX_BURST;
  #failures = 0;
  #cancelWait: (() => void) | null = null;

  constructor(options: RoomSenderOptions) {
    this.#options = options;
  }

  /** A connection is up. */
  resume(frameBytes: number): void {
    this.#frameBytes = frameBytes;
    this.pump();
  }

  /** The connection is gone: what is under way will be sent again. */
  pause(): void {
    this.#frameBytes = null;
    this.#connection++;
    this.#isBursting = false;
    this.#window = MAX_BURST;
    this.#failures = 0;
    this.#cancelWait?.();
    this.#cancelWait = null;
  }

  /** Sends what waits, as far as that is allowed now. */
  pump(): void {
    if (this.#frameBytes === null || this.#isBursting || this.#cancelWait) return;
    const { waiting, tokenBucket } = this.#options;
    const burst: OutgoingItem[] = [];
    for (const item of burstOf(waiting(), this.#window, this.#frameBytes)) {
      const waitMs = tokenBucket.take();
      if (waitMs === 0) burst.push(item);
      else {
        if (burst.length === 0) this.#wait(waitMs);
        break;
      }
    }
    if (burst.length > 0) this.#send(burst);
  }

  async #send(burst: OutgoingItem[]): Promise<void> {
    const { send, startFrame, random } = this.#options;
    const connection = this.#connection;
    this.#isBursting = true;
    startFrame();
    const answers = await Promise.all(burst.map(send));
    if (connection !== this.#connection) return;
    this.#isBursting = false;
    const putOff = answers.flatMap((answer) => answer.isFinal ? [] : [answer.retryAfterMs ?? 0]);
    if (putOff.length > 0) {
      this.#window = 1;
      this.#wait(Math.max(...putOff, backoffMs(this.#failures++, random())));
    } else {
      this.#window = MAX_BURST;
      this.#failures = 0;
      this.pump();
    }
  }

  #wait(delayMs: number): void {
    this.#cancelWait = this.#options.clock.after(delayMs, () => {
      this.#cancelWait = null;
      this.pump();
    });
  }
}

/** The first of what waits, at least one if any do: no more than `most`, no more than fit into a frame, and no change
 *  to a message behind another one to it, since it is made on what comes of that.
 *  @param frameBytes longest frame, in UTF-8 bytes */
function burstOf(
  waiting: readonly OutgoingItem[],
  most: number,
  frameBytes: number,
): readonly OutgoingItem[] {
  const targets = new Set<number>();
  let bytes = 0;
  let count = 0;
  for (const item of waiting.slice(0, most)) {
    const target = targetOf(item);
    bytes += ENVELOPE_BYTES + utf8Bytes(JSON.stringify(item.change));
    if (count > 0 && (bytes > frameBytes || (target !== null && targets.has(target)))) break;
    if (target !== null) targets.add(target);
    count++;
  }
  return waiting.slice(0, count);
}
