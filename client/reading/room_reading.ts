import { signal } from "@preact/signals";
import type { ReadMarks } from "./read_marks.ts";
import type { Timeline } from "../types.ts";
import { dividerFor, markOwn, markRead, type ReadMark } from "./unread.ts";

export interface RoomReadingOptions {
  room: string;
  marks: ReadMarks;
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
  /** What was read when the room was opened, until it is clear whether a divider is due. */
  #markAtOpening: ReadMark | null = null;

  constructor(options: RoomReadingOptions) {
    this.#options = options;
  }

  /** The room is shown from now on.
   *  @param known the highest seq known of it; null when it was never loaded: then the answer to joining
   *  tells where the divider stands */
  open(known: number | null): void {
    const mark = this.#options.marks.get(this.#options.room);
    this.#isOpen = true;
    this.isFollowing = true;
    this.dividerAfter.value = known === null ? null : dividerFor(mark, known);
    this.#markAtOpening = known === null ? mark : null;
  }

  close(): void {
    this.#isOpen = false;
  }

  /** The room was joined, and this was the seq of its newest message. */
  joined(lastSeq: number): void {
    if (!this.#markAtOpening) return;
    this.dividerAfter.value = dividerFor(this.#markAtOpening, lastSeq);
    this.#markAtOpening = null;
  }

  /** Marks what the reader has before their eyes as read. */
  markShown({ version, hasNewer }: Timeline): void {
    const { room, marks, isVisible } = this.#options;
    if (!this.#isOpen || !this.isFollowing || hasNewer || !isVisible()) return;
    marks.update(room, (mark) => markRead(mark, version));
  }

  /** One's own message is no news. */
  noteOwn(seq: number): void {
    this.#options.marks.update(this.#options.room, (mark) => markOwn(mark, seq));
  }
}
