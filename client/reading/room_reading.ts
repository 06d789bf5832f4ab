import { signal } from "@preact/signals";
import type { Message, RoomInfo } from "../../protocol/entities.ts";
import { unreadOf } from "../../protocol/read_mark.ts";
import type { Landing, ReadingPlace } from "../log/landing.ts";
import type { Timeline } from "../types.ts";
import type { ReadMarks } from "./read_marks.ts";
import { bringsNews, countAfter, type Counted, type Joined } from "./unread.ts";

export interface RoomReadingOptions {
  room: string;
  /** The reader's user id. */
  me: string;
  marks: ReadMarks;
  /** The room as the list has it. */
  info(): RoomInfo;
  /** Whether the tab is in sight. */
  isVisible(): boolean;
}

/** How far somebody has come in reading one room, while it is open and before. */
export class RoomReading {
  /** See RoomState.dividerAfter. */
  readonly dividerAfter = signal<number | null>(null);
  /** See RoomState.landing. */
  readonly landing = signal<Landing | null>(null);
  /** See RoomState.hasPassedOver. */
  readonly hasPassedOver = signal(false);
  readonly #options: RoomReadingOptions;
  #isOpen = false;
  /** It was opened, but not joined since. */
  #isOpening = false;
  #isFollowing = true;
  /** Messages were marked unread on purpose, here or elsewhere: what is in sight stays so. */
  #isHeld = false;
  /** The log as far as it was followed, which is ahead of what the list of rooms tells. */
  #followed: Counted = { posts: 0, version: 0 };
  /** Of the data that the divider is in; empty before it is known. */
  #epoch = "";

  constructor(options: RoomReadingOptions) {
    this.#options = options;
  }

  /** Whether the reader is at the end of the log. */
  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** The room is shown from now on.
   *  @param place where they were reading when they left it; null: at the end */
  open(place: ReadingPlace | null): void {
    const { room, marks, info } = this.#options;
    const mark = marks.get(room);
    const divider = mark && unreadOf(mark, info()) > 0 ? mark.seq : null;
    this.#isOpen = true;
    this.#isOpening = true;
    this.#isHeld = false;
    this.hasPassedOver.value = false;
    this.dividerAfter.value = divider;
    if (place) this.#land(place);
    else if (divider === null) this.setFollowing(true);
    else this.#land({ kind: "new", seq: divider, orEnd: true });
  }

  close(): void {
    this.#isOpen = false;
    this.#isOpening = false;
  }

  /** The log is read from data of this epoch. In another one than before seqs have begun anew. */
  enter(epoch: string): void {
    if (this.#epoch !== "" && epoch !== this.#epoch) {
      this.dividerAfter.value = null;
      this.landing.value = null;
      this.hasPassedOver.value = false;
    }
    this.#epoch = epoch;
  }

  /** The log was put where the reader is, or they have gone there. */
  setFollowing(following: boolean): void {
    this.#isFollowing = following;
    this.landing.value = null;
  }

  /** The server told how the room is, and what of its log was missing here. The list of rooms may not have heard yet of what
   *  came last; so it turns out only now whether something was unread as the room was opened. */
  joined(page: Joined): void {
    const { posts, version } = page.room;
    if (version > this.#followed.version) this.#followed = { posts, version };
    const { room, me, marks } = this.#options;
    const mark = marks.get(room);
    const isOpening = this.#isOpening;
    this.#isOpening = false;
    if (!isOpening || !mark || this.dividerAfter.peek() !== null) return;
    if (!bringsNews(page, mark, me)) return;
    this.dividerAfter.value = mark.seq;
    if (this.#isFollowing) this.#land({ kind: "new", seq: mark.seq, orEnd: true });
  }

  /** A message came in, a new or a changed one. */
  noteMessage({ seq, version }: Message): void {
    const { posts, version: before } = this.#followed;
    if (version !== before + 1) return;
    this.#followed = { posts: seq === version ? posts + 1 : posts, version };
  }

  /** Marks what the reader has before their eyes as read. Behind other windows it stays unread, and the log stays where it
   *  begins. */
  markShown(timeline: Timeline): void {
    const { hasNewer, epoch } = timeline;
    if (!this.#isOpen || this.#isHeld || !this.#isFollowing || hasNewer || epoch === "") return;
    if (this.#options.isVisible()) this.#read(timeline);
    else this.#await(timeline);
  }

  /** The reader says that they have read all there is. */
  markRead(timeline: Timeline): void {
    this.#isOpening = false;
    this.#isHeld = false;
    this.hasPassedOver.value = false;
    this.dividerAfter.value = null;
    this.landing.value = null;
    if (timeline.epoch !== "") this.#read(timeline);
  }

  /** The reader goes to the end, perhaps past what they have not read: the divider is where that begins. */
  goToEnd({ messages }: Timeline): void {
    const { room, me, marks } = this.#options;
    const mark = marks.get(room);
    this.#isOpening = false;
    if (!this.#isFollowing && mark && countAfter(messages, mark.seq, me) > 0) {
      this.dividerAfter.value = mark.seq;
      this.hasPassedOver.value = true;
    }
    this.setFollowing(true);
  }

  /** The reader goes back to the divider. */
  goBack(): void {
    const seq = this.dividerAfter.peek();
    this.hasPassedOver.value = false;
    if (seq !== null) this.#land({ kind: "new", seq, orEnd: false });
  }

  /** From this message on all is unread, whatever is in sight, until the room is opened again. */
  markUnread(from: number, { messages }: Timeline): void {
    const { room, me, marks } = this.#options;
    this.#isHeld = true;
    this.dividerAfter.value = from - 1;
    const unread = countAfter(messages, from - 1, me);
    marks.unread(room, from, { unread, counted: this.#counted() });
  }

  /** Messages were marked unread elsewhere: what is in sight here stays so, too. */
  hold(): void {
    const mark = this.#options.marks.get(this.#options.room);
    if (!this.#isOpen || !mark) return;
    this.#isHeld = true;
    this.dividerAfter.value = mark.seq;
  }

  #await({ messages }: Timeline): void {
    const { room, me, marks } = this.#options;
    const mark = marks.get(room);
    if (!mark || countAfter(messages, mark.seq, me) === 0) return;
    this.dividerAfter.value = mark.seq;
    this.#land({ kind: "new", seq: mark.seq, orEnd: true });
  }

  #land(landing: Landing): void {
    this.#isFollowing = false;
    this.landing.value = landing;
  }

  #read({ head }: Timeline): void {
    this.#options.marks.read(this.#options.room, head, this.#counted());
  }

  #counted(): Counted {
    const info = this.#options.info();
    return this.#followed.version > info.version ? this.#followed : info;
  }
}
