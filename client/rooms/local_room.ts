import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { type Content, contentOf } from "../../protocol/content.ts";
import type { Account, RoomInfo, User } from "../../protocol/entities.ts";
import type { MessageEvent, PresenceEvent } from "../../protocol/events.ts";
import { namesakes } from "../../protocol/namesakes.ts";
import type { ClientRequest, Replies } from "../../protocol/requests.ts";
import type { ClientClock } from "../clock.ts";
import { computedList } from "../computed_list.ts";
import { type Ask, localError } from "../connection/ask.ts";
import type { Landing, ReadingPlace } from "../log/landing.ts";
import { RoomLog } from "../log/room_log.ts";
import { messageKey } from "../log/rows.ts";
import { covers, isLoaded, type TimelineState } from "../log/timeline.ts";
import { MessageEditing } from "../outgoing/message_editing.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import { type OutgoingItem, textOf } from "../outgoing/outgoing_item.ts";
import { pendingIn } from "../outgoing/pending.ts";
import { sendableText } from "../outgoing/sendable_text.ts";
import type { ReadMarks } from "../reading/read_marks.ts";
import { RoomReading } from "../reading/room_reading.ts";
import { firstUnread } from "../reading/unread.ts";
import type { RoomProblem, RoomState, Seed } from "../types.ts";
import type { Drafts } from "./drafts.ts";
import { LocalSettings } from "./local_settings.ts";
import { RoomPeople } from "./room_people.ts";
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
  /** Where the reader was in rooms that they left while they were not at the end, by room. */
  places: Map<string, ReadingPlace>;
  outgoing: Outgoing;
  clock: ClientClock;
  random(): number;
  /** The server told what the room is now. */
  learned(info: RoomInfo): void;
}

/** Why nothing can be done with a room that was taken out of sight. */
export const LOST = localError("forbidden", "You can no longer see this room.").error;
/** Why nothing can be done with a room that was deleted. */
export const DELETED: RoomProblem = {
  ...localError("room_not_found", "This room was deleted.").error,
  deleted: true,
};

/** One room in this tab. On the server it is joined while it is open here. */
export class LocalRoom implements RoomState {
  readonly id: string;
  readonly info: ReadonlySignal<RoomInfo>;
  readonly people: RoomPeople;
  readonly problem = signal<RoomProblem | null>(null);
  readonly namesakes: ReadonlySignal<ReadonlySet<string>>;
  readonly pending: ReadonlySignal<readonly OutgoingItem[]>;
  readonly unreadSince: ReadonlySignal<number | null>;
  readonly settings: LocalSettings;
  readonly editor: MessageEditing;
  readonly #context: RoomContext;
  readonly #log: RoomLog;
  readonly #typing: TypingList;
  readonly #reading: RoomReading;
  #isOpen = false;

  constructor(info: ReadonlySignal<RoomInfo>, context: RoomContext) {
    const { me, ask, outgoing, clock, random, marks } = context;
    const room = this.id = info.peek().id;
    const myId = me.peek().id;
    this.info = info;
    this.#context = context;
    const log = this.#log = new RoomLog({
      room,
      ask,
      clock,
      random,
      isFollowing: () => this.#reading.isFollowing,
      opensAt: () => this.#reading.landing.peek()?.seq ?? null,
      joined: (reply) => this.#joined(reply),
      gone: (error) => this.#gone(error),
      coming: (messages) => messages.forEach((message) => this.#reading.noteMessage(message)),
      replacing: (epoch) => {
        outgoing.startOver(room);
        this.#reading.enter(epoch);
      },
      changed: (before, after) => this.#changed(before, after),
    });
    this.people = new RoomPeople({ room, ask, clock, random, isOpen: () => this.#isOpen });
    let known: ReadonlySet<string> = new Set();
    this.namesakes = computed(() => {
      const authors = log.timeline.value.messages.map(({ user }) => user);
      const found = namesakes([
        ...this.people.online.value,
        ...this.people.offline.value ?? [],
        ...authors,
      ]);
      const isSame = found.size === known.size && [...found].every((id) => known.has(id));
      return known = isSame ? known : found;
    });
    this.pending = computedList(() =>
      pendingIn(outgoing.items.value, room, log.timeline.value.messages)
    );
    this.unreadSince = computed(() => {
      const mark = marks.marks.value.get(room) ?? null;
      return firstUnread(log.timeline.value, mark, myId)?.at ?? null;
    });
    this.settings = new LocalSettings({ ...context, info });
    this.editor = new MessageEditing({
      me: myId,
      timeline: () => log.timeline.peek(),
      pending: this.pending,
      add: (change) => outgoing.add(room, change),
      keepUnsent: (unsent) => outgoing.keepUnsent(room, unsent),
    });
    this.#reading = new RoomReading({ ...context, room, me: myId, info: () => info.peek() });
    this.#typing = new TypingList(myId, clock);
  }

  get timeline(): ReadonlySignal<TimelineState> {
    return this.#log.timeline;
  }

  get ready(): ReadonlySignal<boolean> {
    return this.#log.ready;
  }

  get typing(): ReadonlySignal<readonly User[]> {
    return this.#typing.users;
  }

  get loading(): ReadonlySignal<"older" | "newer" | null> {
    return this.#log.loader.loading;
  }

  get dividerAfter(): ReadonlySignal<number | null> {
    return this.#reading.dividerAfter;
  }

  get landing(): ReadonlySignal<Landing | null> {
    return this.#reading.landing;
  }

  get hasPassedOver(): ReadonlySignal<boolean> {
    return this.#reading.hasPassedOver;
  }

  get isComplete(): ReadonlySignal<boolean> {
    return this.#log.sync.isComplete;
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
    return this.#log.loader.older();
  }

  loadNewer(): Promise<void> {
    return this.#log.loader.newer();
  }

  setFollowing(following: boolean): void {
    this.#reading.setFollowing(following);
    this.markShown();
  }

  keepPlace(place: { key: string; offset: number } | null): void {
    const { places } = this.#context;
    const message = place && this.timeline.peek().messages
      .find(({ user, id }) => messageKey(user.id, id) === place.key);
    if (message) places.set(this.id, { kind: "place", seq: message.seq, ...place! });
    else places.delete(this.id);
  }

  async goToEnd(): Promise<void> {
    this.#reading.goToEnd(this.timeline.peek());
    await this.#log.loader.latest();
  }

  dropWayBack(): void {
    this.#reading.hasPassedOver.value = false;
  }

  goBack(): void {
    this.#reading.goBack();
    const landing = this.landing.peek();
    if (landing && !covers(this.timeline.peek(), landing.seq)) this.#log.loader.around(landing.seq);
  }

  send(content: Content): void {
    const text = sendableText(content.text);
    if (text.trim() === "") return;
    this.#typing.forgetTold();
    this.#context.outgoing.add(this.id, { kind: "post", content: contentOf({ ...content, text }) });
    this.goToEnd();
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
    if (!this.#log.sync.isJoined || !this.#typing.shouldTell()) return;
    this.#context.tell({ type: "typing", room: this.id });
  }

  /** Fills the room from what the server put in the page. */
  seed({ page, people, ...standing }: Omit<Seed, "me" | "rooms" | "room">): void {
    this.people.learn(people);
    this.settings.learn(standing);
    this.#log.changed(page, true);
  }

  /** Shows the room. */
  open(): void {
    this.#isOpen = true;
    this.problem.value = null;
    this.#reading.open(this.#context.places.get(this.id) ?? null);
    if (!this.#isThere()) this.#log.forget();
    this.markShown();
    if (this.#context.isConnected()) this.#log.sync.join();
  }

  /** Another room is shown from now on. */
  close(): void {
    this.#isOpen = false;
    this.#reading.close();
    this.settings.setOpen(false);
    this.#typing.clear();
    this.#log.loader.abandon();
    this.#log.sync.stop();
    // One that cannot be joined need not be left.
    if (!this.problem.peek()) this.#context.tell({ type: "room.leave", room: this.id });
  }

  /** A connection is up. */
  connected(): void {
    if (this.#isOpen) this.#log.sync.join();
    this.#log.loader.connected();
  }

  disconnected(): void {
    this.#log.sync.stop();
    this.#typing.clear();
  }

  /** Makes a request whose answer proves that the connection lives. */
  probe(): void {
    this.#log.sync.probe();
  }

  /** It can no longer be seen, or is no more: nothing of it stays but what was not sent. */
  lose(problem: RoomProblem): void {
    this.#log.sync.stop();
    this.#log.loader.abandon();
    this.#gone(problem);
  }

  /** Some users have other names now. */
  rename(users: readonly User[]): void {
    this.#log.rename(users);
  }

  receive({ message, after }: MessageEvent): void {
    this.#typing.drop(message.user.id);
    this.#log.receive(message, after);
  }

  receivePresence(event: PresenceEvent): void {
    const { me, clock } = this.#context;
    for (const user of event.left) this.#typing.drop(user.id);
    this.people.hear(event);
    const others = (users: readonly User[] = []) => users.filter(({ id }) => id !== me.peek().id);
    this.#log.notice({ at: clock.now(), joined: others(event.entered), left: others(event.quit) });
  }

  receiveTyping(users: readonly User[]): void {
    this.#typing.replace(users);
  }

  /** Events were left out. */
  receiveLagged(version: number): void {
    this.#log.lag(version);
  }

  /** Marks what the reader has before their eyes as read: the tab has come into sight. */
  markShown(): void {
    this.#reading.markShown(this.timeline.peek());
  }

  markRead(): void {
    this.#reading.markRead(this.timeline.peek());
  }

  /** Messages were marked unread in another tab, or on another device. */
  holdUnread(): void {
    this.#reading.hold();
  }

  markUnread(from: number): void {
    this.#reading.markUnread(from, this.timeline.peek());
  }

  /** Whether what is loaded is where the log is to be opened. */
  #isThere(): boolean {
    const timeline = this.timeline.peek();
    const landing = this.landing.peek();
    return isLoaded(timeline) && (landing ? covers(timeline, landing.seq) : !timeline.hasNewer);
  }

  #joined(reply: Replies["room.join"]): void {
    this.problem.value = null;
    this.#context.learned(reply.room);
    this.settings.learn(reply);
    this.people.learn(reply.users);
    this.#reading.joined(reply);
    this.settings.setOpen(this.#isOpen);
  }

  #gone(error: RoomProblem): void {
    const isLost = error.code === "forbidden" || error.deleted;
    // Sent out while away: as a room that is not known to exist, and so it says.
    if (!isLost && error.code === "room_not_found" && this.info.peek().kind !== "public") {
      return this.lose(LOST);
    }
    batch(() => {
      this.problem.value = error;
      this.people.forget();
      this.#context.outgoing.refuse(this.id, error);
      this.settings.forget();
      this.editor.finish(null);
      if (isLost) this.#log.forget();
    });
  }

  #changed(before: TimelineState, after: TimelineState): void {
    this.#context.outgoing.settle(this.id);
    if (after.messages !== before.messages) this.editor.check();
    const isShownAnew = after.version !== before.version || after.hasNewer !== before.hasNewer ||
      after.epoch !== before.epoch;
    if (isShownAnew) this.markShown();
  }
}
