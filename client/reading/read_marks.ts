import { type ReadonlySignal, signal } from "@preact/signals";
import type { ClientClock } from "../clock.ts";
import {
  combineMarks,
  NOTHING_READ,
  passOverChanges,
  type ReadMark,
  withinVersion,
} from "./unread.ts";

/** Marks are written to storage at most this often, in milliseconds. */
const WRITE_EVERY_MS = 500;
/** Where the epoch stands among the rooms: no room has such an id. */
const EPOCH_KEY = "";

/** What is used of `localStorage`. Any may throw: it may be full, or forbidden. */
export type KeyValueStorage = Pick<
  Storage,
  "length" | "key" | "getItem" | "setItem" | "removeItem"
>;

/** What one person has read, room by room; shared between tabs and kept over reloads. Where storage
 *  cannot be used it is kept in memory only. */
export class ReadMarks {
  readonly #key: string;
  readonly #storage: KeyValueStorage | null;
  readonly #clock: ClientClock;
  readonly #marks = signal<ReadonlyMap<string, ReadMark>>(new Map());
  /** Of the data that the marks are about; null before it is known. */
  #epoch: string | null;
  /** Rooms whose marks are about data that was replaced since. */
  #outdated = new Set<string>();
  #isFirstVisit: boolean;
  #cancelWrite: (() => void) | null = null;

  constructor(userId: string, options: { storage: KeyValueStorage | null; clock: ClientClock }) {
    this.#key = `confab.read.${userId}`;
    this.#storage = options.storage;
    this.#clock = options.clock;
    const stored = this.#load();
    this.#isFirstVisit = stored === null;
    const { epoch, marks } = parseMarks(stored);
    this.#epoch = epoch;
    this.#marks.value = marks;
  }

  /** The storage key, to know another tab's `storage` event by. */
  get key(): string {
    return this.#key;
  }

  get marks(): ReadonlySignal<ReadonlyMap<string, ReadMark>> {
    return this.#marks;
  }

  get(room: string): ReadMark {
    return this.#marks.value.get(room) ?? NOTHING_READ;
  }

  /** The server's data is of this epoch. In another one than before versions have begun anew: each room counts as read as
   *  far as it goes when it is met again. */
  enter(epoch: string): void {
    const before = this.#epoch;
    this.#epoch = epoch;
    if (before === null || before === epoch) return;
    this.#outdated = new Set(this.#marks.value.keys());
    this.#replace([]);
  }

  /** Learns of all rooms there are: on somebody's first visit all that is in them counts as read. A room that turns up
   *  later starts unread. */
  meetAll(rooms: Parameters<ReadMarks["meet"]>[0]): void {
    this.meet(rooms);
    this.#isFirstVisit = false;
  }

  /** Learns of some rooms as they are.
   *  @param isOld whether one that was never met counts as read; otherwise only on the first visit */
  meet(
    rooms: readonly { id: string; version: number; lastSeq: number }[],
    isOld: (id: string) => boolean = () => false,
  ): void {
    const marks = this.#marks.value;
    const changed: [string, ReadMark][] = [];
    for (const room of rooms) {
      const before = marks.get(room.id);
      const known = before && this.#outdated.delete(room.id)
        ? withinVersion(before, room.version)
        : before;
      const read = this.#isFirstVisit || isOld(room.id) ? room.version : 0;
      const mark = known ? passOverChanges(known, room) : { read, own: [] };
      if (mark !== before) changed.push([room.id, mark]);
    }
    if (changed.length === 0) return;
    this.#replace(changed);
  }

  /** Changes one room's mark. */
  update(room: string, change: (mark: ReadMark) => ReadMark): void {
    const before = this.get(room);
    const after = change(before);
    if (after !== before) this.#replace([[room, after]]);
  }

  /** Another tab of the same person wrote its marks; those of other data say nothing about this. */
  adopt(stored: string | null): void {
    const { epoch, marks } = parseMarks(stored);
    if (epoch !== null && epoch !== this.#epoch) return;
    const combined = [...marks].map(([room, mark]): [string, ReadMark] => [
      room,
      combineMarks(this.get(room), mark),
    ]);
    this.#marks.value = new Map([...this.#marks.value, ...combined]);
  }

  /** Writes now what waits to be written: the page may be about to go. */
  flush(): void {
    if (!this.#cancelWrite) return;
    this.#cancelWrite();
    this.#cancelWrite = null;
    // Another tab may have read further meanwhile.
    this.adopt(this.#load());
    const marks = [...this.#marks.value].map(([room, { read, own }]) => [room, [read, ...own]]);
    const stored = { ...Object.fromEntries(marks), [EPOCH_KEY]: this.#epoch };
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(stored));
    } catch {
      // Full or forbidden: unread counts start over at the next visit, nothing else is lost.
    }
  }

  #replace(changed: [string, ReadMark][]): void {
    this.#marks.value = new Map([...this.#marks.value, ...changed]);
    this.#cancelWrite ??= this.#clock.after(WRITE_EVERY_MS, () => this.flush());
  }

  #load(): string | null {
    try {
      return this.#storage?.getItem(this.#key) ?? null;
    } catch {
      return null;
    }
  }
}

/** Reads `{"room":[read,...own],"":epoch}`; what is not that is left out. */
function parseMarks(
  stored: string | null,
): { epoch: string | null; marks: Map<string, ReadMark> } {
  const marks = new Map<string, ReadMark>();
  let epoch: string | null = null;
  let value: unknown;
  try {
    value = JSON.parse(stored ?? "{}");
  } catch {
    return { epoch, marks };
  }
  for (const [key, entry] of Object.entries(value ?? {})) {
    if (key === EPOCH_KEY && typeof entry === "string") epoch = entry;
    if (!Array.isArray(entry) || !entry.every(Number.isSafeInteger)) continue;
    const [read = 0, ...own] = entry as number[];
    marks.set(key, { read, own });
  }
  return { epoch, marks };
}
