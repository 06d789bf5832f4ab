import { dayOf, dayText } from "../../protocol/clock_text.ts";
import type { PresenceNotice, Timeline } from "../../client/types.ts";
import type { Message, User } from "../../protocol/entities.ts";
import { changeLines, type Look, messageLines } from "./message_lines.ts";
import { shownName } from "./shown_name.ts";

/** English, as everything the program says; the time zone is the reader's. */
const CLOCK = { locale: "en-GB", timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
/** Messages that are written and no longer loaded are forgotten when there are more than these. */
const MOST_UNLOADED = 500;

export interface LogViewOptions {
  /** The reader's user id. */
  me: string;
  look(): Look;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** One room's log as it is written into a terminal, where what is written stays: what is new goes below it, once and
 *  in order, and what changed further up is told where one reads. */
export class LogView {
  readonly #options: LogViewOptions;
  /** What the messages that are written said, by seq. */
  readonly #written = new Map<number, { version: number; text: string }>();
  /** How many comings and goings of each notice are written. */
  readonly #noticed = new Map<string, { joined: number; left: number }>();
  /** The oldest and the newest seq that are written. */
  #first = Infinity;
  #last = 0;
  /** Of what is written; empty before that. */
  #epoch = "";
  /** The last seq that was read before the room was opened, until the rule below it is drawn. */
  #dividerAfter: number | null = null;
  #day = "";

  constructor(options: LogViewOptions) {
    this.#options = options;
  }

  /** The newest messages of a room that is opened.
   *  @param most how many of them
   *  @param dividerAfter the last seq that was read; null when nothing is unread */
  open(timeline: Timeline, most: number, dividerAfter: number | null): string[] {
    const { notices, messages } = timeline;
    for (const notice of notices) this.#pass(notice);
    this.#dividerAfter = dividerAfter;
    const unread = messages.findIndex((message) => this.#isNew(message));
    const newest = Math.max(0, messages.length - most);
    const from = unread < 0 ? newest : Math.min(newest, unread);
    this.#last = messages[from - 1]?.seq ?? 0;
    return messages.slice(from).flatMap((message) => this.#post(message, timeline));
  }

  /** What has changed since the last time. */
  update(timeline: Timeline): string[] {
    if (this.#epoch !== "" && timeline.epoch !== this.#epoch) return this.#startOver(timeline);
    this.#epoch = timeline.epoch;
    this.#forgetUnloaded(timeline);
    const { messages, notices, hasOlder } = timeline;
    const lines: string[] = [];
    const first = messages[0];
    if (first && hasOlder && this.#last > 0 && first.seq > this.#last) {
      lines.push(this.#rule("more than fits here came meanwhile: /history shows it"));
      this.#first = first.seq;
    }
    let next = 0;
    for (const message of messages) {
      if (message.seq <= this.#last) {
        lines.push(...this.#change(message));
        continue;
      }
      while (next < notices.length && notices[next]!.afterSeq < message.seq) {
        lines.push(...this.#notice(notices[next++]!));
      }
      lines.push(...this.#post(message, timeline));
    }
    while (next < notices.length) lines.push(...this.#notice(notices[next++]!));
    return lines;
  }

  /** Whether something older is loaded than what is written. */
  hasUnwritten({ messages }: Timeline): boolean {
    return messages[0] !== undefined && messages[0].seq < this.#first;
  }

  /** What is older than anything written, between rules: it stands below what is newer. */
  older(timeline: Timeline): string[] {
    const before = this.#first;
    const older = timeline.messages.filter(({ seq }) => seq < before);
    if (older.length === 0) return [this.#rule("the beginning of this room")];
    const lines = new LogView(this.#options).open(
      { ...timeline, messages: older, notices: [] },
      older.length,
      null,
    );
    for (const message of older) this.#note(message);
    this.#first = older[0]!.seq;
    return [this.#rule("earlier"), ...lines, this.#rule("end of earlier")];
  }

  /** The room's data was replaced. */
  #startOver(timeline: Timeline): string[] {
    this.#written.clear();
    this.#epoch = timeline.epoch;
    this.#first = Infinity;
    return [
      this.#rule("the data of this room was replaced"),
      ...this.open(timeline, timeline.messages.length, null),
    ];
  }

  #forgetUnloaded({ messages }: Timeline): void {
    if (this.#written.size <= messages.length + MOST_UNLOADED) return;
    const oldest = messages[0]?.seq ?? Infinity;
    for (const seq of this.#written.keys()) if (seq < oldest) this.#written.delete(seq);
  }

  #post(message: Message, timeline: Timeline): string[] {
    const lines = this.#dayLine(message.at);
    const answered = message.replyTo === undefined
      ? undefined
      : timeline.messages.find(({ seq }) => seq === message.replyTo) ?? null;
    if (this.#isNew(message)) {
      this.#dividerAfter = null;
      lines.push(this.#rule("new"));
    }
    this.#note(message);
    this.#first = Math.min(this.#first, message.seq);
    this.#last = message.seq;
    return [...lines, ...messageLines(message, this.#options.look(), answered)];
  }

  #change(message: Message): string[] {
    const before = this.#written.get(message.seq);
    if (!before || before.version >= message.version) return [];
    this.#note(message);
    return changeLines(message, before.text, this.#options.look());
  }

  #note({ seq, version, text }: Message): void {
    this.#written.set(seq, { version, text });
  }

  #notice(notice: PresenceNotice): string[] {
    const { joined, left } = this.#noticed.get(notice.id) ?? { joined: 0, left: 0 };
    this.#pass(notice);
    return [
      ...this.#movement("→", notice.joined.slice(joined), "joined"),
      ...this.#movement("←", notice.left.slice(left), "left"),
    ];
  }

  #pass({ id, joined, left }: PresenceNotice): void {
    this.#noticed.set(id, { joined: joined.length, left: left.length });
  }

  #movement(arrow: string, users: readonly User[], what: string): string[] {
    if (users.length === 0) return [];
    const { style, namesakes } = this.#options.look();
    const names = users.map((user) => shownName(user, namesakes)).join(", ");
    return [style.faint(`    ${arrow} ${names} ${what}`)];
  }

  #dayLine(at: number): string[] {
    const day = dayOf(at, CLOCK.timeZone);
    if (day === this.#day) return [];
    this.#day = day;
    return [this.#rule(dayText(at, { ...CLOCK, now: this.#options.now() }))];
  }

  #isNew({ seq, user }: Message): boolean {
    return this.#dividerAfter !== null && seq > this.#dividerAfter && user.id !== this.#options.me;
  }

  #rule(text: string): string {
    return this.#options.look().style.faint(`── ${text} ──`);
  }
}
