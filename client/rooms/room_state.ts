import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { Account, ChangePage, Message, RoomInfo, User } from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";
import type { PresenceEvent } from "../../protocol/events.ts";
import type { ClientRequest, Replies } from "../../protocol/requests.ts";
import type { ClientClock } from "../clock.ts";
import { Delivery } from "../outgoing/delivery.ts";
import type { Drafts } from "./drafts.ts";
import { localError } from "../local_error.ts";
import { LogCell } from "../log/log_cell.ts";
import { MessageEditing } from "../outgoing/message_editing.ts";
import { addNotice } from "../log/notices.ts";
import type { Outbox, OutboxEntry } from "../outgoing/outbox.ts";
import type { TokenBucket } from "../outgoing/token_bucket.ts";
import { PageLoader } from "../log/page_loader.ts";
import { byName, movementAmong, movePeople } from "./people.ts";
import type { ReadMarks } from "./read_marks.ts";
import { Reading } from "../log/reading.ts";
import { LocalSettings } from "./room_settings.ts";
import { type Ask, RoomSync } from "./room_sync.ts";
import { sendableText } from "../outgoing/sendable_text.ts";
import {
  applyChanges,
  applyMessages,
  empty,
  hearOf,
  highestSeq,
  type Log,
  mergeSnapshot,
  renameAuthors,
} from "../log/timeline.ts";
import { trim } from "../log/trim.ts";
import type { MessageChange, RoomState } from "../types.ts";
import { TypingList } from "./typing_list.ts";

/** What all rooms of a tab share. */
export interface RoomContext {
  me: ReadonlySignal<Account>;
  ask: Ask;
  /** Sends what has no reply; while offline it is dropped. */
  tell(request: ClientRequest): void;
  isConnected(): boolean;
  isVisible(): boolean;
  marks: ReadMarks;
  drafts: Drafts;
  outbox: Outbox;
  tokenBucket: TokenBucket;
  clock: ClientClock;
  random(): number;
  newId(): string;
  /** The server told what the room is now. */
  learned(info: RoomInfo): void;
}

/** One room in this tab. On the server it is joined while it is open here; its messages are sent whether or not. */
export class LocalRoom implements RoomState {
  readonly id: string;
  readonly info: ReadonlySignal<RoomInfo>;
  readonly people = signal<readonly User[]>([]);
  readonly ready = signal(false);
  readonly problem = signal<WireError | null>(null);
  readonly settings: LocalSettings;
  readonly editor: MessageEditing;

  readonly #context: RoomContext;
  readonly #log: LogCell;
  readonly #typing: TypingList;
  readonly #loader: PageLoader;
  readonly #sync: RoomSync;
  readonly #delivery: Delivery;
  readonly #reading: Reading;
  #isOpen = false;

  constructor(info: ReadonlySignal<RoomInfo>, context: RoomContext) {
    const { me, ask, clock, random } = context;
    const room = this.id = info.peek().id;
    const myId = me.peek().id;
    const log = this.#log = new LogCell(myId, (before, after) => this.#changed(before, after));
    this.info = info;
    this.#context = context;
    this.settings = new LocalSettings({ ...context, info });
    this.editor = new MessageEditing({ log, take: (message) => this.#take(message) });
    this.#reading = new Reading({ ...context, room });
    this.#typing = new TypingList(myId, clock);
    const isFollowing = () => this.#reading.isFollowing;
    this.#loader = new PageLoader({ ...context, room, log, isFollowing });
    this.#sync = new RoomSync({ room, ask, clock, random, log: this.#syncedLog() });
    this.#delivery = new Delivery({
      ...context,
      room,
      log,
      posted: (seq) => this.#reading.noteOwn(seq),
      rejoin: () => this.#sync.join(),
    });
    if (context.isConnected()) this.#delivery.resume();
  }

  get timeline(): ReadonlySignal<Log> {
    return this.#log.signal;
  }

  get typing(): ReadonlySignal<readonly User[]> {
    return this.#typing.users;
  }

  get loading(): ReadonlySignal<"older" | "newer" | null> {
    return this.#loader.loading;
  }

  get dividerAfter(): ReadonlySignal<number | null> {
    return this.#reading.dividerAfter;
  }

  get draft(): string {
    return this.#context.drafts.get(this.id);
  }

  set draft(text: string) {
    this.#context.drafts.set(this.id, text);
  }

  /** Nothing would be lost by forgetting this room. */
  get isDisposable(): boolean {
    const isSent = this.#log.value.pending.every((one) => one.sentVersion !== undefined);
    return !this.#isOpen && isSent;
  }

  loadOlder(): Promise<void> {
    return this.#loader.older();
  }

  loadNewer(): Promise<void> {
    return this.#loader.newer();
  }

  loadLatest(): Promise<void> {
    return this.#loader.latest();
  }

  setFollowing(following: boolean): void {
    this.#reading.isFollowing = following;
    this.markShown();
  }

  send(text: string, options: { replyTo?: number } = {}): void {
    const sendable = sendableText(text);
    if (sendable.trim() === "") return;
    this.#reading.isFollowing = true;
    this.#typing.forgetTold();
    this.#take({ text: sendable, replyTo: options.replyTo });
    this.#loader.latest();
  }

  retry(id: string): void {
    this.#delivery.retry(id);
  }

  discard(id: string): string {
    return this.#delivery.discard(id);
  }

  startTyping(): void {
    if (!this.#sync.isJoined || !this.#typing.shouldTell()) return;
    this.#context.tell({ type: "typing", room: this.id });
  }

  /** Fills the room from what the server put in the page. */
  seed(page: ChangePage, people: readonly User[]): void {
    this.people.value = [...people].sort(byName);
    this.#merge(page, true);
  }

  /** Shows the room. */
  open(): void {
    const known = Math.max(this.info.peek().lastSeq, this.#log.value.head);
    this.#isOpen = true;
    this.problem.value = null;
    this.#reading.open(this.ready.peek() || known > 0 ? known : null);
    if (this.#log.value.hasNewer) this.#forgetStretch();
    this.markShown();
    if (this.#context.isConnected()) this.#sync.join();
  }

  /** Another room is shown from now on. */
  close(): void {
    this.#isOpen = false;
    this.#reading.close();
    this.settings.setOpen(false);
    this.#typing.clear();
    this.#loader.abandon();
    this.#leave();
  }

  /** A connection is up. What waits to be sent follows on the joining in the same frame. */
  connected(): void {
    if (this.#isOpen) this.#sync.join();
    this.#loader.connected();
    this.#delivery.resume();
  }

  disconnected(): void {
    this.#sync.stop();
    this.#delivery.pause();
    this.#typing.clear();
  }

  /** Makes a request whose answer proves that the connection lives. */
  probe(): void {
    this.#sync.probe();
  }

  /** Takes over a message from the outbox. */
  adopt({ id, text, at, replyTo, failure, change }: OutboxEntry): void {
    this.#delivery.take({ id, text, at, replyTo, failure, change });
  }

  /** It can no longer be seen: nothing of it stays but what was not sent. */
  lose(): void {
    this.#sync.stop();
    this.#loader.abandon();
    this.#gone(localError("forbidden", "You can no longer see this room.").error);
  }

  /** Some users have other names now. */
  rename(users: readonly User[]): void {
    this.#log.change((log) => renameAuthors(log, users));
  }

  receive(message: Message): void {
    this.#typing.drop(message.user.id);
    this.#noteOwn([message]);
    this.#log.change((log) => this.#trim(applyMessages(log, [message])));
    this.#sync.heal();
  }

  receivePresence(event: PresenceEvent): void {
    const { me, clock } = this.#context;
    for (const user of event.left) this.#typing.drop(user.id);
    const movement = movementAmong(this.people.value, event, me.peek().id);
    this.people.value = movePeople(this.people.value, event);
    this.#log.change((log) => addNotice(log, { at: clock.now(), ...movement }));
  }

  receiveTyping(users: readonly User[]): void {
    this.#typing.replace(users);
  }

  /** Events were left out; joining again brings them, and who is here. */
  receiveLagged(version: number): void {
    this.#log.change((log) => hearOf(log, version));
    this.#sync.join();
  }

  /** Marks what the reader has before their eyes as read: the tab has come into sight. */
  markShown(): void {
    this.#reading.markShown(this.#log.value);
  }

  /** The log as the sync sees it. */
  #syncedLog() {
    return {
      version: () => this.ready.peek() ? this.#log.value.version : null,
      heard: () => this.#log.value.heard,
      mayJump: () => this.#reading.isFollowing,
      joined: (reply: Replies["room.join"], isSnapshot: boolean) => this.#joined(reply, isSnapshot),
      changed: (page: ChangePage, isSnapshot: boolean) => this.#merge(page, isSnapshot),
      forgetRumour: () => this.#log.change((log) => ({ ...log, heard: log.version })),
      gone: (error: WireError) => this.#gone(error),
    };
  }

  #joined(reply: Replies["room.join"], isSnapshot: boolean): void {
    this.problem.value = null;
    this.#context.learned(reply.room);
    this.people.value = [...reply.users].sort(byName);
    // The page may be ahead of what the room's members were told.
    this.#reading.joined(highestSeq(reply.messages, reply.room.lastSeq));
    this.#merge(reply, isSnapshot);
    this.#delivery.resume();
    if (this.#reading.isFollowing) this.#loader.latest();
    this.settings.setOpen(this.#isOpen);
    // Joined only because the server would not take its messages otherwise.
    if (!this.#isOpen) this.#leave();
  }

  #merge(page: ChangePage, isSnapshot: boolean): void {
    this.#noteOwn(page.messages);
    batch(() => {
      this.#log.change((log) =>
        isSnapshot ? mergeSnapshot(log, page) : this.#trim(applyChanges(log, page))
      );
      this.ready.value = true;
    });
  }

  #leave(): void {
    this.#sync.stop();
    this.#context.tell({ type: "room.leave", room: this.id });
  }

  #gone(error: WireError): void {
    const isLost = error.code === "forbidden";
    // Sent out while away: as a room that is not known to exist, and so it says.
    if (!isLost && error.code === "room_not_found" && this.info.peek().kind !== "public") {
      return this.lose();
    }
    batch(() => {
      this.problem.value = error;
      this.people.value = [];
      this.#delivery.failAll(error);
      this.settings.forget();
      this.editor.finish(null);
      if (isLost) this.#forgetStretch();
    });
  }

  #take(message: { text: string; replyTo?: number; change?: MessageChange }): void {
    const { newId, clock } = this.#context;
    this.#delivery.take({ id: newId(), at: clock.now(), failure: null, ...message });
  }

  #changed(before: Log, after: Log): void {
    this.#delivery.settle(before, after);
    if (after.messages !== before.messages) this.editor.check(after);
    if (after.version !== before.version || after.hasNewer !== before.hasNewer) this.markShown();
  }

  #trim(log: Log): Log {
    return trim(log, this.#reading.isFollowing ? "head" : "tail");
  }

  /** The next page will be the newest one, read from scratch. */
  #forgetStretch(): void {
    const { me } = this.#context;
    this.#log.change(({ pending }) => ({ ...empty(me.peek().id), pending }));
    this.ready.value = false;
  }

  #noteOwn(messages: readonly Message[]): void {
    for (const { user, seq } of messages) {
      if (user.id === this.#context.me.peek().id) this.#reading.noteOwn(seq);
    }
  }
}
