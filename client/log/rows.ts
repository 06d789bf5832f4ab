import type { Message } from "../../protocol/entities.ts";
import { dayOf } from "../../protocol/clock_text.ts";
import type { OutgoingItem } from "../outgoing/outgoing_item.ts";
import { changeTo } from "../outgoing/pending.ts";
import type { PresenceNotice, Timeline } from "../types.ts";

/** Messages of one author are one group while each follows the last within this, in milliseconds. */
export const GROUP_WITHIN_MS = 5 * 60_000;

/** One row of the log as it is shown. `key` is unique and stays the same for as long as the row means the
 *  same; a message keeps the one it had while pending. `first`: it begins a group, with avatar and name. */
export type Row =
  /** `at`: a moment of that day, in milliseconds since the epoch. */
  | { kind: "day"; key: string; at: number }
  | { kind: "new"; key: string }
  /** `change`: what is to become of it, on its way or refused. */
  | {
    kind: "message";
    key: string;
    message: Message;
    change: OutgoingItem | null;
    first: boolean;
  }
  | { kind: "notice"; key: string; notice: PresenceNotice }
  | { kind: "pending"; key: string; item: OutgoingItem; first: boolean };

export interface RowOptions {
  /** The reader's user id. */
  me: string;
  /** What is on its way to the room; see RoomState. */
  pending: readonly OutgoingItem[];
  /** The last seq read before the room was opened; null for no "New" divider. */
  dividerAfter: number | null;
  /** The reader's, an IANA name; null: not known, days are those of UTC. */
  timeZone: string | null;
}

/** The key of the row with the "New" divider. */
export const DIVIDER_KEY = "new";
/** Rows whose key begins with this are messages, pending or not. */
export const MESSAGE_KEY_PREFIX = "m:";

/** The rows of a timeline, from top to bottom. */
export function buildRows(timeline: Timeline, options: RowOptions): Row[] {
  const { messages, notices, hasOlder, hasNewer } = timeline;
  const { pending } = options;
  const divider = dividerIndex(timeline, options);
  const joints = new Set(timeline.joints);
  const builder = new RowBuilder(options);
  // A notice above the loaded stretch is not known to stand beside its first message.
  const top = hasOlder ? messages[0]?.seq ?? 0 : 0;
  let next = notices.findIndex((notice) => notice.afterSeq >= top);
  if (next < 0) next = notices.length;

  messages.forEach((message, index) => {
    while (next < notices.length && notices[next]!.afterSeq < message.seq) {
      builder.addNotice(notices[next++]!, message.at);
    }
    builder.addMessage(message, {
      change: changeTo(pending, message.seq),
      belowDivider: index === divider,
      atJoint: joints.has(message.seq),
    });
  });
  // With newer messages not loaded, whatever stands below them is out of sight too.
  if (!hasNewer) {
    while (next < notices.length) builder.addNotice(notices[next++]!);
    for (const item of pending) if (item.change.kind === "post") builder.addPending(item);
  }
  return builder.rows;
}

/** Which message the "New" divider stands above; -1 for none. Never above one's own message, nor at the top
 *  of a stretch that goes on into the past: it may belong further up. */
function dividerIndex({ messages, hasOlder }: Timeline, { me, dividerAfter }: RowOptions): number {
  if (dividerAfter === null) return -1;
  const index = messages.findIndex((one) => one.seq > dividerAfter && one.user.id !== me);
  return index === 0 && hasOlder ? -1 : index;
}

class RowBuilder {
  readonly rows: Row[] = [];
  readonly #options: RowOptions;
  readonly #days = new Map<string, number>();
  #day = "";
  /** Whose group goes on, and since when; null after anything that breaks it. */
  #group: { author: string; at: number } | null = null;

  constructor(options: RowOptions) {
    this.#options = options;
  }

  addMessage(
    message: Message,
    { change, belowDivider, atJoint }: {
      change: OutgoingItem | null;
      belowDivider: boolean;
      atJoint: boolean;
    },
  ): void {
    this.#addDay(message.at);
    if (belowDivider) this.#addBreak({ kind: "new", key: DIVIDER_KEY });
    if (atJoint) this.#group = null;
    const first = this.#joinGroup(message.user.id, message.at);
    this.rows.push({
      kind: "message",
      key: messageKey(message.user.id, message.id),
      message,
      change,
      first,
    });
  }

  addPending(item: OutgoingItem): void {
    const { me } = this.#options;
    this.#addOwnDay(item.at, Infinity);
    const first = this.#joinGroup(me, item.at);
    this.rows.push({ kind: "pending", key: messageKey(me, item.id), item, first });
  }

  /** @param nextAt when the message below it was written; Infinity: there is none */
  addNotice(notice: PresenceNotice, nextAt = Infinity): void {
    this.#addOwnDay(notice.at, nextAt);
    this.#addBreak({ kind: "notice", key: `n:${notice.id}`, notice });
  }

  /** Begins the day of what the reader's clock has timed. That clock may be behind the server's or ahead of it: neither
   *  makes a new day. */
  #addOwnDay(at: number, nextAt: number): void {
    const { timeZone } = this.#options;
    const day = dayOf(at, timeZone);
    const isBelow = nextAt === Infinity || day <= dayOf(nextAt, timeZone);
    if (day > this.#day && isBelow) this.#addDay(at);
  }

  #addDay(at: number): void {
    const day = dayOf(at, this.#options.timeZone);
    if (day === this.#day) return;
    this.#day = day;
    // A server whose clock was set back shows a day twice.
    const times = (this.#days.get(day) ?? 0) + 1;
    this.#days.set(day, times);
    this.#addBreak({ kind: "day", key: times === 1 ? `d:${day}` : `d:${day}:${times}`, at });
  }

  #addBreak(row: Row): void {
    this.rows.push(row);
    this.#group = null;
  }

  #joinGroup(author: string, at: number): boolean {
    const group = this.#group;
    this.#group = { author, at };
    return group?.author !== author || Math.abs(at - group.at) > GROUP_WITHIN_MS;
  }
}

/** The key of the row of a message.
 *  @param author a user id
 *  @param id the client id */
export function messageKey(author: string, id: string): string {
  return `${MESSAGE_KEY_PREFIX}${author}:${id}`;
}
