import { batch, type ReadonlySignal } from "@preact/signals";
import type { Content } from "../../protocol/content.ts";
import type { Message } from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";
import type { WelcomeEvent } from "../../protocol/events.ts";
import type { ClientClock } from "../clock.ts";
import type { Ask } from "../connection/ask.ts";
import { failureText } from "../view/failure_text.ts";
import { inPlaceOf, isMadeOn } from "./made_on.ts";
import {
  conflictOf,
  isWaiting,
  mayStand,
  type OutgoingChange,
  type OutgoingItem,
  type OutgoingState,
  targetOf,
  versionOf,
} from "./outgoing_item.ts";
import { OutgoingList } from "./outgoing_list.ts";
import { type Answer, RoomSender } from "./room_sender.ts";
import { sendChange } from "./send_change.ts";
import { TabShare, type TabShareOptions } from "./tab_share.ts";
import { TokenBucket } from "./token_bucket.ts";

const QUEUED: OutgoingState = { status: "queued" };
const SENT: OutgoingState = { status: "sent" };
const STRANDED =
  "The server was set back to a backup, and the message that this changed may be gone.";
const OUTLIVED = "The message that you edited was deleted.";

export interface OutgoingOptions extends TabShareOptions {
  ask: Ask;
  /** What is sent from now on begins a frame of its own. */
  startFrame(): void;
  clock: ClientClock;
  /** From 0 to just under 1. */
  random(): number;
  /** One room's log as it is in this tab; null while it is not. */
  log(room: string): { readonly messages: readonly Message[]; readonly version: number } | null;
  /** The server has an item: the log shows it from this version on, which for a post is its seq. */
  acknowledged(item: OutgoingItem, version: number): void;
  /** The server will not take an item. */
  refused?(item: OutgoingItem, error: WireError): void;
}

/** What is taken from a connection's welcome. */
type Greeting = Pick<WelcomeEvent, "limits" | "epoch">;

/** Everything that somebody has written in this tab and that is not in the log yet, in all rooms: the one place that
 *  knows of each change how far it has come. It is kept over a reload, sent until the server has it or refuses it, and
 *  gone from here in the moment in which the log shows it. */
export class Outgoing {
  readonly #options: OutgoingOptions;
  readonly #share: TabShare;
  readonly #tokenBucket: TokenBucket;
  readonly #list: OutgoingList;
  readonly #senders = new Map<string, RoomSender>();
  /** The welcome of the connection that is up; null while none is. */
  #welcome: Greeting | null = null;
  /** Why the server takes nothing any more from this tab; null while it does. */
  #refusal: WireError | null = null;

  constructor(options: OutgoingOptions) {
    this.#options = options;
    this.#share = new TabShare(options);
    this.#list = new OutgoingList(this.#share);
    this.#tokenBucket = new TokenBucket(options.clock);
  }

  get items(): ReadonlySignal<readonly OutgoingItem[]> {
    return this.#list.items;
  }

  /** Puts a change on its way. It takes the place of the one it was made on, if that has not been sent; a deletion takes
   *  that of all others. */
  add(room: string, change: OutgoingChange): OutgoingItem {
    const at = this.#options.clock.now();
    const order = this.#list.nextOrder(at);
    const id = this.#options.newId();
    let item: OutgoingItem = { id, room, change, at, order, state: QUEUED };
    batch(() => {
      for (const earlier of this.#list.changesTo(item)) {
        if (change.kind === "delete") this.#list.remove(earlier);
        else if (isMadeOn(item, earlier) && !mayStand(earlier)) {
          this.#list.remove(earlier);
          item = { ...item, change: inPlaceOf(change, earlier) };
        }
      }
      this.#list.put(item);
      // The log may still be the one from before the server's data was replaced.
      this.#strand();
      this.#pump(room);
    });
    return item;
  }

  /** Keeps what can no longer be sent as it was meant, as a message that was not sent.
   *  @param failure why, as a sentence */
  keepUnsent(room: string, { content, failure }: { content: Content; failure: string }): void {
    const at = this.#options.clock.now();
    const [id, order] = [this.#options.newId(), this.#list.nextOrder(at)];
    const state: OutgoingState = { status: "refused", failure };
    this.#list.put({ id, room, change: { kind: "post", content }, at, order, state });
  }

  /** Sends again what was refused, behind the others.
   *  @param shown as it was shown: an edit is now made on the message that stood beside it */
  retry(shown: OutgoingItem): void {
    const item = this.#list.find(shown.id);
    if (item?.state.status !== "refused") return;
    const at = this.#options.clock.now();
    const base = conflictOf(shown)?.version;
    const change = item.change.kind === "edit" && base !== undefined
      ? { ...item.change, base }
      : item.change;
    batch(() => {
      this.#list.put({ ...item, change, at, order: this.#list.nextOrder(at), state: QUEUED });
      this.#pump(item.room);
    });
  }

  /** Forgets an item; it as it was. */
  discard(id: string): OutgoingItem | null {
    const item = this.#list.find(id);
    if (item) this.#list.remove(item);
    return item;
  }

  /** A connection is up. */
  resume(welcome: Greeting): void {
    const { limits } = this.#welcome = welcome;
    this.#tokenBucket.limit(limits.messageBurst, limits.messagesPerSecond);
    this.#strand();
    for (const room of this.#list.rooms) this.#sender(room);
    for (const sender of this.#senders.values()) sender.resume(limits.frameBytes);
  }

  /** The connection is gone. */
  pause(): void {
    this.#welcome = null;
    for (const sender of this.#senders.values()) sender.pause();
  }

  /** Nothing that waits will ever be taken by a room. */
  refuse(room: string, error: WireError): void {
    batch(() => {
      for (const item of this.#list.in(room)) if (isWaiting(item)) this.#refused(item.id, error);
    });
  }

  /** Nothing of all that waits, or will be written, is taken from this tab any more. */
  refuseAll(error: WireError): void {
    this.#refusal = error;
    batch(() => {
      for (const room of this.#list.rooms) this.#pump(room);
    });
  }

  /** Compares what is on its way to a room with its log, whenever either has changed. This is where an item ends: in
   *  the same step in which the log shows what it was for, so that nobody sees that twice or not at all. */
  settle(room: string): void {
    const items = this.#list.in(room);
    if (items.length === 0) return;
    const log = this.#options.log(room);
    for (const item of items) {
      const message = log?.messages.findLast((one) => this.#isOf(item, one));
      const posted = item.change.kind === "post" ? message?.seq : undefined;
      if (posted !== undefined) this.#acknowledge(item, posted);
      const version = versionOf(item);
      if (targetOf(item) !== null && version === null && message?.deletedAt !== undefined) {
        this.#keepText(item, OUTLIVED);
      }
      const isShown = posted !== undefined ||
        (version !== null && version <= (log?.version ?? Infinity));
      if (isShown) this.#list.drop(item.id);
    }
  }

  /** The log of a room was replaced: what the server has is in it, or gone with the one before. */
  startOver(room: string): void {
    for (const item of this.#list.in(room)) if (versionOf(item) !== null) this.#list.drop(item.id);
  }

  /** Takes over what tabs that are gone have left, now and as they go. */
  adopt(): void {
    this.#share.adopt((items) => {
      batch(() => {
        items.forEach((item) => this.#adopt(item));
        this.#strand();
      });
      for (const room of new Set(items.map((item) => item.room))) {
        this.settle(room);
        this.#pump(room);
      }
    });
  }

  #adopt(item: OutgoingItem): void {
    // Without locks two tabs may hand each other what both have.
    if (this.#list.find(item.id)) return;
    // Whether the other tab had sent it, nobody knows.
    this.#list.show(item.state.status === "queued" ? { ...item, state: SENT } : item);
  }

  /** Where the server's data was replaced, no seq means what it meant: a change to a message of before must not meet
   *  another one. What somebody wrote stays, as a message that was not sent. */
  #strand(): void {
    const epoch = this.#welcome?.epoch;
    for (const item of this.#list.items.peek()) {
      const { change } = item;
      if (!epoch || change.kind === "post" || (change.epoch ?? epoch) === epoch) continue;
      this.#keepText(item, STRANDED);
    }
  }

  /** Sends one item. Its answer counts whatever has become of the item meanwhile. */
  async #send(item: OutgoingItem): Promise<Answer> {
    const { id } = item;
    if (item.state.status === "queued") this.#list.show({ ...item, state: SENT });
    const done = (version: number) => {
      const now = this.#list.find(id);
      if (now) batch(() => (this.#acknowledge(now, version), this.settle(now.room)));
    };
    const result = await sendChange(item, this.#options.ask, done).catch(() => null);
    if (!result) return { isFinal: false };
    if (result.ok) return { isFinal: true };
    const { retryable, retryAfterMs } = result.error;
    if (retryable) return { isFinal: false, retryAfterMs };
    this.#refused(id, result.error);
    return { isFinal: true };
  }

  /** The server has it: by its answer, or because it stands in the log. */
  #acknowledge(item: OutgoingItem, version: number): void {
    if (versionOf(item) !== null) return;
    const acknowledged: OutgoingItem = { ...item, state: { status: "acknowledged", version } };
    this.#list.show(acknowledged);
    // An edit that was made on this one: kept first, so that it never waits on a version that is passed.
    for (const next of this.#list.changesTo(item)) {
      if (next.change.kind !== "edit" || !isMadeOn(next, item)) continue;
      const { on: _on, ...change } = next.change;
      this.#list.put({ ...next, change: { ...change, base: version } });
    }
    this.#share.forget(item.id);
    this.#options.acknowledged(acknowledged, version);
  }

  #refused(id: string, error: WireError): void {
    const item = this.#list.find(id);
    if (!item) return;
    // It was rewritten once more: then that is what the server is asked for.
    if (this.#list.changesTo(item).some((one) => isWaiting(one) && isMadeOn(one, item))) {
      return this.#list.remove(item);
    }
    // Somebody has deleted the message: the log says so, and there is nothing left to change.
    if (error.code === "message_not_found" && targetOf(item) !== null) {
      return this.#keepText(item, OUTLIVED);
    }
    const { current } = error;
    const failure = failureText(error);
    this.#list.put({
      ...item,
      state: current ? { status: "refused", failure, current } : { status: "refused", failure },
    });
    this.#options.refused?.(item, error);
  }

  /** A change can no longer be made. What somebody wrote stays, as a message that was not sent. */
  #keepText(item: OutgoingItem, failure: string): void {
    const { change } = item;
    if (change.kind === "delete") return this.#list.remove(item);
    const { content } = change;
    this.#list.put({
      ...item,
      change: { kind: "post", content },
      state: { status: "refused", failure },
    });
  }

  /** Whether a message is the one that an item posts or changes. */
  #isOf({ id, change }: OutgoingItem, message: Message): boolean {
    if (change.kind !== "post") return message.seq === change.seq;
    return message.id === id && message.user.id === this.#options.userId;
  }

  /** Sends what waits for a room, or says that it will not be. */
  #pump(room: string): void {
    if (this.#refusal) this.refuse(room, this.#refusal);
    else this.#sender(room).pump();
  }

  #sender(room: string): RoomSender {
    let sender = this.#senders.get(room);
    if (!sender) {
      sender = new RoomSender({
        ...this.#options,
        tokenBucket: this.#tokenBucket,
        waiting: () => this.#list.in(room).filter(isWaiting),
        send: (item) => this.#send(item),
      });
      this.#senders.set(room, sender);
      if (this.#welcome) sender.resume(this.#welcome.limits.frameBytes);
    }
    return sender;
  }
}
