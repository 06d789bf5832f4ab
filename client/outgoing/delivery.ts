import type { Result, WireError } from "../../protocol/errors.ts";
import type { ClientClock } from "../clock.ts";
import { failureText } from "../view/failure_text.ts";
import type { LogCell } from "../log/log_cell.ts";
import type { Outbox } from "./outbox.ts";
import type { TokenBucket } from "./token_bucket.ts";
import { ackPending, addPending, failPending, removePending, retryPending } from "./pending.ts";
import type { Ask } from "../rooms/room_sync.ts";
import { type Acknowledgement, type Outgoing, Sender } from "./sender.ts";
import type { Log } from "../log/timeline.ts";
import type { PendingMessage } from "../types.ts";

export interface DeliveryOptions {
  room: string;
  log: LogCell;
  ask: Ask;
  outbox: Outbox;
  tokenBucket: TokenBucket;
  clock: ClientClock;
  random(): number;
  /** The server has one more of our messages, at this seq. */
  posted(seq: number): void;
  /** The server does not know us as one of the room. */
  rejoin(): void;
}

/** Brings one's own messages, and changes to them, into one room's log: shown at once, kept over a reload, sent until the server
 *  has them, and gone from here in the moment in which they appear in the log. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #sender: Sender;

  constructor(options: DeliveryOptions) {
    const { tokenBucket, clock, random, rejoin } = options;
    this.#options = options;
    this.#sender = new Sender({
      post: (message) => this.#post(message),
      acknowledged: ({ id }, reply) => this.#acknowledged(id, reply),
      refused: ({ id }, error) => this.#refused(id, error),
      rejoin,
      tokenBucket,
      clock,
      random,
    });
  }

  /** Takes a message, a new one or one that an earlier page left behind. */
  take(message: PendingMessage): void {
    const { log, outbox } = this.#options;
    // Without locks two tabs may hand each other what both have.
    if (this.#find(message.id)) return;
    log.change((before) => addPending(before, message));
    if (!this.#find(message.id)) {
      outbox.forget(message.id);
      return;
    }
    this.#keep(message);
    if (message.failure === null) this.#sender.add(message);
  }

  /** Sends a failed message again. */
  retry(id: string): void {
    const failed = this.#find(id);
    if (!failed || failed.failure === null) return;
    const message = { ...failed, at: this.#options.clock.now(), failure: null };
    this.#options.log.change((log) => retryPending(log, id, message.at));
    this.#keep(message);
    this.#sender.add(message);
  }

  /** Forgets a message; its text. */
  discard(id: string): string {
    const message = this.#find(id);
    this.#options.log.change((log) => removePending(log, id));
    return message?.text ?? "";
  }

  /** A connection is up. */
  resume(): void {
    this.#sender.resume();
  }

  /** The connection is gone. */
  pause(): void {
    this.#sender.pause();
  }

  /** None of what waits will ever be taken. */
  failAll(error: WireError): void {
    for (const { id, failure } of this.#options.log.value.pending) {
      if (failure === null) this.#refused(id, error);
    }
  }

  /** The log changed: what is no longer pending there need not be sent or kept. */
  settle(before: Log, after: Log): void {
    if (after.pending === before.pending) return;
    const still = new Set(after.pending.map((one) => one.id));
    for (const { id } of before.pending) {
      if (still.has(id)) continue;
      this.#sender.forget(id);
      this.#options.outbox.forget(id);
    }
  }

  #post({ id, text, replyTo, change }: Outgoing): Promise<Result<Acknowledgement>> {
    const { room, ask } = this.#options;
    if (!change) return ask("message.send", { room, id, text, replyTo });
    const { kind, seq } = change;
    if (kind === "edit") return ask("message.edit", { room, seq, text });
    return ask("message.delete", { room, seq });
  }

  #acknowledged(id: string, { seq, version }: Acknowledgement): void {
    const { log, outbox, posted } = this.#options;
    if (seq !== undefined) posted(seq);
    outbox.forget(id);
    log.change((before) => ackPending(before, id, seq ?? version));
  }

  #refused(id: string, error: WireError): void {
    this.#sender.forget(id);
    // Somebody has deleted it meanwhile: the log says so, and there is nothing left to change.
    if (error.code === "message_not_found" && this.#find(id)?.change) return void this.discard(id);
    this.#options.log.change((log) => failPending(log, id, failureText(error)));
    const message = this.#find(id);
    if (message) this.#keep(message);
  }

  #keep({ id, text, at, replyTo, failure, change }: PendingMessage): void {
    this.#options.outbox.keep({ room: this.#options.room, id, text, at, replyTo, failure, change });
  }

  #find(id: string): PendingMessage | undefined {
    return this.#options.log.value.pending.find((one) => one.id === id);
  }
}
