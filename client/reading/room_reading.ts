import { signal } from "@preact/signals";
import type { Message, RoomInfo } from "../../protocol/entities.ts";
import type { Timeline } from "../types.ts";
import type { ReadMarks } from "./read_marks.ts";
import { countAfter, type Counted, unreadOf } from "./unread.ts";

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
  /** Whether the reader is at the end of the log. */
  isFollowing = true;
  readonly #options: RoomReadingOptions;
  #isOpen = false;
  /** Messages were marked unread on purpose: what is in sight stays so. */
  #isHeld = false;
  /** The log as far as it was followed, which is ahead of what the list of rooms tells. */
  #followed: Counted = { posts: 0, version: 0 };

  constructor(options: RoomReadingOptions) {
    this.#options = options;
  }

  /** The room is shown from now on. */
  open(): void {
    const { room, marks, info } = this.#options;
    const mark = marks.get(room);
    this.#isOpen = true;
    this.#isHeld = false;
    this.isFollowing = true;
    this.dividerAfter.value = mark && unreadOf(mark, info()) > 0 ? mark.seq : null;
  }

  close(): void {
    this.#isOpen = false;
  }

  /** The server told how the room is. */
  noteRoom({ posts, version }: Counted): void {
    if (version > this.#followed.version) this.#followed = { posts, version };
  }

  /** A message came in, a new or a changed one. */
  noteMessage({ seq, version }: Message): void {
    const { posts, version: before } = this.#followed;
    if (version !== before + 1) return;
    this.#followed = { posts: seq === version ? posts + 1 : posts, version };
  }

  /** Marks what the reader has before their eyes as read. */
  markShown(timeline: Timeline): void {
    const { hasNewer, epoch } = timeline;
    if (!this.#isOpen || this.#isHeld || !this.isFollowing || hasNewer || epoch === "") return;
    if (this.#options.isVisible()) this.#read(timeline);
  }

  /** The reader says that they have read all there is. */
  markRead(timeline: Timeline): void {
    this.#isHeld = false;
    this.dividerAfter.value = null;
    if (timeline.epoch !== "") this.#read(timeline);
  }

  /** From this message on all is unread, whatever is in sight, until the room is opened again. */
  markUnread(from: number, { messages }: Timeline): void {
    const { room, me, marks } = this.#options;
    this.#isHeld = true;
    this.dividerAfter.value = from - 1;
    const unread = countAfter(messages, from - 1, me);
    marks.unread(room, from, { unread, counted: this.#counted() });
  }

  #read({ head }: Timeline): void {
    this.#options.marks.read(this.#options.room, head, this.#counted());
  }

  #counted(): Counted {
    const info = this.#options.info();
    return this.#followed.version > info.version ? this.#followed : info;
  }
}
