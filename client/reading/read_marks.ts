import { type ReadonlySignal, signal } from "@preact/signals";
import type { ListedRoom, ReadMark } from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";
import type { ClientClock } from "../clock.ts";
import type { Ask } from "../connection/ask.ts";
import type { KeptWishes, Wish } from "./kept_wishes.ts";
import { type Counted, isNewer } from "./unread.ts";

/** A mark is sent at most this often for each room, in milliseconds. */
const SEND_EVERY_MS = 1_000;
/** Below that of every mark the server tells of. */
const ASSUMED = -1;

export interface ReadMarksOptions {
  ask: Ask;
  kept: KeptWishes;
  isConnected(): boolean;
  clock: ClientClock;
  /** Another tab or device has marked messages of a room unread, down to where the mark is now. */
  putBack(room: string): void;
}

interface MarkWish extends Wish {
  isSent: boolean;
}

/** What one person has read, room by room, as the server keeps it for all their devices, with what this tab has not told it
 *  yet. While offline that waits, also for the next page. */
export class ReadMarks {
  readonly #options: ReadMarksOptions;
  /** By the server. */
  readonly #told = new Map<string, ReadMark>();
  readonly #wishes = new Map<string, MarkWish>();
  /** Rooms whose mark was sent a moment ago. */
  readonly #pausing = new Set<string>();
  readonly #shown = signal<ReadonlyMap<string, ReadMark>>(new Map());
  /** Of the data that the marks are about; null before it is known. */
  #epoch: string | null = null;
  /** The server keeps none for who came in by name alone: theirs last as long as the tab. */
  #areKept = true;

  constructor(options: ReadMarksOptions) {
    this.#options = options;
  }

  /** By room. */
  get marks(): ReadonlySignal<ReadonlyMap<string, ReadMark>> {
    return this.#shown;
  }

  /** Null in a public room that was never opened, and where nothing is known yet. */
  get(room: string): ReadMark | null {
    return this.#shown.value.get(room) ?? null;
  }

  /** The server's data is of this epoch. In another one than before seqs have begun anew: the next list tells.
   *  @returns whether it is another one */
  enter(epoch: string): boolean {
    const before = this.#epoch;
    if (before === epoch) return false;
    this.#epoch = epoch;
    this.#told.clear();
    this.#wishes.clear();
    this.#shown.value = new Map();
    for (const [room, wish] of this.#options.kept.load(epoch)) {
      this.#wishes.set(room, { ...wish, isSent: false });
      this.#show(room);
    }
    return before !== null;
  }

  /** Learns of rooms as they are. What is in one that is not public when it comes into view counts as read, until the
   *  server says more. */
  learn(rooms: readonly ListedRoom[]): void {
    for (const { id, kind, version, posts, read } of rooms) {
      if (read) this.hear(id, read);
      else if (kind !== "public" && !this.#told.has(id)) {
        this.#told.set(id, markAt(version, { posts, version }, ASSUMED));
        this.#show(id);
      }
    }
  }

  /** The server told where a mark is. What was to be sent is dropped when it is no news, or another device has put the mark
   *  back on purpose. */
  hear(room: string, mark: ReadMark): void {
    const before = this.#told.get(room);
    if (before && !isNewer(mark, before)) return;
    this.#told.set(room, mark);
    const wish = this.#wishes.get(room);
    const isPutBack = before !== undefined && mark.seq < before.seq;
    if (wish && !wish.isSent) {
      const isDone = wish.unreadFrom === undefined && wish.mark.seq <= mark.seq;
      // It was kept over a reload, and the mark has moved since, perhaps as it was wished.
      const isOld = before === undefined && mark.revision > wish.mark.revision;
      if (isPutBack || isDone || isOld) this.#drop(room);
    }
    this.#show(room);
    if (isPutBack) this.#options.putBack(room);
  }

  /** All is read up to a seq.
   *  @param counted the room's log as it ends there */
  read(room: string, seq: number, counted: Counted): void {
    const before = this.get(room);
    if (before && seq <= before.seq) return;
    this.#wish(room, { mark: markAt(seq, counted, before?.revision ?? 0), isSent: false });
  }

  /** From this message on all is unread.
   *  @param unread how many that are
   *  @param counted the room's log as it is now */
  unread(room: string, from: number, { unread, counted }: { unread: number; counted: Counted }) {
    const mark = markAt(from - 1, counted, this.get(room)?.revision ?? 0);
    this.#wish(room, { unreadFrom: from, mark: { ...mark, unread }, isSent: false });
  }

  /** A connection is up: sends what waited for it. */
  connected(): void {
    this.#areKept = true;
    for (const [room, wish] of this.#wishes) {
      wish.isSent = false;
      this.#sendSoon(room);
    }
  }

  /** Sends now what waits to be sent, and keeps what is not answered: the page may be about to go. */
  flush(): void {
    for (const room of this.#wishes.keys()) this.#send(room);
    for (const [room, wish] of this.#wishes) this.#keep(room, wish);
  }

  #wish(room: string, wish: MarkWish): void {
    this.#wishes.set(room, wish);
    if (!this.#options.isConnected()) this.#keep(room, wish);
    this.#show(room);
    this.#sendSoon(room);
  }

  #keep(room: string, wish: Wish): void {
    if (this.#epoch !== null) this.#options.kept.keep(room, this.#epoch, wish);
  }

  #drop(room: string): void {
    this.#wishes.delete(room);
    this.#options.kept.drop(room);
  }

  #sendSoon(room: string): void {
    if (!this.#pausing.has(room)) this.#send(room);
  }

  #send(room: string): void {
    const { ask, isConnected, clock } = this.#options;
    const wish = this.#wishes.get(room);
    if (!wish || wish.isSent || !isConnected()) return;
    if (!this.#areKept) return this.#settle(room, wish, wish.mark);
    wish.isSent = true;
    this.#pausing.add(room);
    clock.after(SEND_EVERY_MS, () => {
      this.#pausing.delete(room);
      this.#sendSoon(room);
    });
    const { unreadFrom, mark: { seq } } = wish;
    const fields = unreadFrom === undefined
      ? { room, seq }
      : { room, seq: unreadFrom, unread: true };
    ask("read.mark", fields, (mark) => this.#settle(room, wish, mark)).then(
      (answer) => {
        if (!answer.ok) this.#refused(room, wish, answer.error);
      },
      // The connection is lost: it is sent again by the next one.
      () => {},
    );
  }

  #refused(room: string, wish: MarkWish, { code, retryable }: WireError): void {
    wish.isSent = false;
    if (retryable) return this.#sendSoon(room);
    if (code === "forbidden") this.#areKept = false;
    this.#settle(room, wish, wish.mark);
  }

  #settle(room: string, wish: MarkWish, mark: ReadMark): void {
    const before = this.#told.get(room);
    if (!before || !isNewer(before, mark)) this.#told.set(room, mark);
    if (this.#wishes.get(room) === wish) this.#drop(room);
    this.#show(room);
  }

  #show(room: string): void {
    const mark = this.#wishes.get(room)?.mark ?? this.#told.get(room);
    const shown = this.#shown.peek();
    if (mark && mark !== shown.get(room)) this.#shown.value = new Map(shown).set(room, mark);
  }
}

/** A mark after which nothing is unread. */
function markAt(seq: number, { posts, version }: Counted, revision: number): ReadMark {
  return { seq, unread: 0, mentions: 0, posts, version, revision };
}
