import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { type Content, contentOf } from "../../protocol/content.ts";
import type { Account, ChangePage, Message, RoomInfo, User } from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";
import type { PresenceEvent } from "../../protocol/events.ts";
import type { ClientRequest, Replies } from "../../protocol/requests.ts";
import type { ClientClock } from "../clock.ts";
import { type Ask, localError } from "../connection/ask.ts";
import { addNotice } from "../log/notices.ts";
import { PageLoader } from "../log/page_loader.ts";
import { Reading } from "../log/reading.ts";
import { RoomSync } from "../log/room_sync.ts";
import {
  applyChanges,
  applyMessages,
  EMPTY,
  fromSnapshot,
  hearOf,
  highestSeq,
  renameAuthors,
  type TimelineState,
  trim,
} from "../log/timeline.ts";
import { TimelineCell } from "../log/timeline_cell.ts";
import { MessageEditing } from "../outgoing/message_editing.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import { type OutgoingItem, textOf } from "../outgoing/outgoing_item.ts";
import { pendingIn } from "../outgoing/pending.ts";
import { sendableText } from "../outgoing/sendable_text.ts";
import type { RoomState, Seed } from "../types.ts";
import { computedList } from "../view/computed_list.ts";
import type { Drafts } from "./drafts.ts";
import { LocalSettings } from "./local_settings.ts";
import { byName, movementAmong, movePeople } from "./people.ts";
import type { ReadMarks } from "./read_marks.ts";
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
  outgoing: Outgoing;
  clock: ClientClock;
  random(): number;
  /** The server told what the room is now. */
  learned(info: RoomInfo): void;
}

/** Why nothing can be done with a room that was taken out of sight. */
export const LOST = localError("forbidden", "You can no longer see this room.").error;

/** One room in this tab. On the server it is joined while it is open here. */
export class LocalRoom implements RoomState {
  readonly id: string;
  readonly info: ReadonlySignal<RoomInfo>;
  readonly people = signal<readonly User[]>([]);
  readonly ready = signal(false);
  readonly problem = signal<WireError | null>(null);
  readonly settings: LocalSettings;
  readonly editor: MessageEditing;

  readonly pending: ReadonlySignal<readonly OutgoingItem[]>;
  readonly #context: RoomContext;
  readonly #timeline: TimelineCell;
  readonly #typing: TypingList;
  readonly #loader: PageLoader;
  readonly #sync: RoomSync;
  readonly #reading: Reading;
  #isOpen = false;

  constructor(info: ReadonlySignal<RoomInfo>, context: RoomContext) {
    const { me, ask, outgoing, clock, random } = context;
    const room = this.id = info.peek().id;
    const myId = me.peek().id;
    const timeline = new TimelineCell((before, after) => this.#changed(before, after));
    this.info = info;
    this.pending = computedList(() =>
      pendingIn(outgoing.items.value, room, timeline.signal.value.messages)
    );
    this.#context = context;
    this.#timeline = timeline;
    this.settings = new LocalSettings({ ...context, info });
    this.editor = new MessageEditing({
      me: myId,
      timeline: () => timeline.value,
      pending: this.pending,
      add: (change) => outgoing.add(room, change),
    });
    this.#reading = new Reading({ ...context, room });
    this.#typing = new TypingList(myId, clock);
    const isFollowing = () => this.#reading.isFollowing;
    this.#loader = new PageLoader({ ...context, room, timeline, isFollowing });
    this.#sync = new RoomSync({ room, ask, clock, random, log: this.#syncedLog() });
  }

  get timeline(): ReadonlySignal<TimelineState> {
    return this.#timeline.signal;
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

  get isOpen(): boolean {
    return this.#isOpen;
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

  send(content: Content): void {
    const text = sendableText(content.text);
    if (text.trim() === "") return;
    this.#reading.isFollowing = true;
    this.#typing.forgetTold();
    this.#context.outgoing.add(this.id, { kind: "post", content: contentOf({ ...content, text }) });
    this.#loader.latest();
  }

  retry(id: string): void {
    const shown = this.pending.peek().find((item) => item.id === id);
    if (shown) this.#context.outgoing.retry(shown);
  }

  discard(id: string): string {
    const item = this.#context.outgoing.discard(id);
    return item ? textOf(item) : "";
  }

  startTyping(): void {
    if (!this.#sync.isJoined || !this.#typing.shouldTell()) return;
    this.#context.tell({ type: "typing", room: this.id });
  }

  /** Fills the room from what the server put in the page. */
  seed({ page, people, manager }: Pick<Seed, "page" | "people" | "manager">): void {
    this.people.value = [...people].sort(byName);
    this.settings.learn(manager);
    this.#merge(page, true);
  }

  /** Shows the room. */
  open(): void {
    const known = Math.max(this.info.peek().lastSeq, this.#timeline.value.head);
    this.#isOpen = true;
    this.problem.value = null;
    this.#reading.open(this.ready.peek() || known > 0 ? known : null);
    if (this.#timeline.value.hasNewer) this.#forgetStretch();
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

  /** A connection is up. */
  connected(): void {
    if (this.#isOpen) this.#sync.join();
    this.#loader.connected();
  }

  disconnected(): void {
    this.#sync.stop();
    this.#typing.clear();
  }

  /** Makes a request whose answer proves that the connection lives. */
  probe(): void {
    this.#sync.probe();
  }

  /** It can no longer be seen: nothing of it stays but what was not sent. */
  lose(): void {
    this.#sync.stop();
    this.#loader.abandon();
    this.#gone(LOST);
  }

  /** Some users have other names now. */
  rename(users: readonly User[]): void {
    this.#timeline.change((timeline) => renameAuthors(timeline, users));
  }

  receive(message: Message): void {
    this.#typing.drop(message.user.id);
    this.#noteOwn([message]);
    this.#timeline.change((timeline) => this.#trim(applyMessages(timeline, [message])));
    this.#sync.heal();
  }

  receivePresence(event: PresenceEvent): void {
    const { me, clock } = this.#context;
    for (const user of event.left) this.#typing.drop(user.id);
    const movement = movementAmong(this.people.value, event, me.peek().id);
    this.people.value = movePeople(this.people.value, event);
    this.#timeline.change((timeline) => addNotice(timeline, { at: clock.now(), ...movement }));
  }

  receiveTyping(users: readonly User[]): void {
    this.#typing.replace(users);
  }

  /** Events were left out; joining again brings them, and who is here. */
  receiveLagged(version: number): void {
    this.#timeline.change((timeline) => hearOf(timeline, version));
    this.#sync.join();
  }

  /** Marks what the reader has before their eyes as read: the tab has come into sight. */
  markShown(): void {
    this.#reading.markShown(this.#timeline.value);
  }

  /** The log as the sync sees it. */
  #syncedLog() {
    return {
      position: () => this.ready.peek() ? this.#timeline.value : null,
      heard: () => this.#timeline.value.heard,
      mayJump: () => this.#reading.isFollowing,
      joined: (reply: Replies["room.join"], isSnapshot: boolean) => this.#joined(reply, isSnapshot),
      changed: (page: ChangePage, isSnapshot: boolean) => this.#merge(page, isSnapshot),
      forgetRumour: () =>
        this.#timeline.change((timeline) => ({ ...timeline, heard: timeline.version })),
      gone: (error: WireError) => this.#gone(error),
    };
  }

  #joined(reply: Replies["room.join"], isSnapshot: boolean): void {
    this.problem.value = null;
    this.#context.learned(reply.room);
    this.settings.learn(reply.manager);
    this.people.value = [...reply.users].sort(byName);
    // The page may be ahead of what the room's members were told.
    this.#reading.joined(highestSeq(reply.messages, reply.room.lastSeq));
    this.#merge(reply, isSnapshot);
    if (this.#reading.isFollowing) this.#loader.latest();
    this.settings.setOpen(this.#isOpen);
  }

  #merge(page: ChangePage, isSnapshot: boolean): void {
    this.#noteOwn(page.messages);
    batch(() => {
      if (isSnapshot) this.#context.outgoing.startOver(this.id);
      this.#timeline.change((before) =>
        isSnapshot ? fromSnapshot(page) : this.#trim(applyChanges(before, page))
      );
      this.ready.value = true;
    });
  }

  #leave(): void {
    this.#sync.stop();
    // One that cannot be joined need not be left.
    if (!this.problem.peek()) this.#context.tell({ type: "room.leave", room: this.id });
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
      this.#context.outgoing.refuse(this.id, error);
      this.settings.forget();
      this.editor.finish(null);
      if (isLost) this.#forgetStretch();
    });
  }

  #changed(before: TimelineState, after: TimelineState): void {
    this.#context.outgoing.settle(this.id);
    if (after.messages !== before.messages) this.editor.check();
    if (after.version !== before.version || after.hasNewer !== before.hasNewer) this.markShown();
  }

  #trim(timeline: TimelineState): TimelineState {
    return trim(timeline, this.#reading.isFollowing ? "head" : "tail");
  }

  /** The next page will be the newest one, read from scratch. */
  #forgetStretch(): void {
    batch(() => {
      this.#timeline.change(() => EMPTY);
      this.ready.value = false;
    });
  }

  #noteOwn(messages: readonly Message[]): void {
    for (const { user, seq } of messages) {
      if (user.id === this.#context.me.peek().id) this.#reading.noteOwn(seq);
    }
  }
}
