import { systemClock } from "../../client/clock.ts";
import type { RoomState } from "../../client/types.ts";
import type { User } from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";
import { safeLine } from "../safe_text.ts";
import { LogView } from "./log_view.ts";
import { roomLabel } from "./room_label.ts";
import type { Look } from "./message_lines.ts";

/** Messages of a room that are shown when it is opened. */
const SHOWN_AT_FIRST = 50;

/** The room that is open, as far as it is written into the log. */
export class ShownRoom {
  readonly room: RoomState;
  readonly #look: () => Look;
  readonly #view: LogView;
  /** Its first page is written. */
  #isOpen = false;
  /** The one that was told last. */
  #problem: WireError | null = null;

  constructor(room: RoomState, { me, look }: { me: User; look: () => Look }) {
    this.room = room;
    this.#look = look;
    this.#view = new LogView({ me: me.id, look, now: () => systemClock.now() });
    // A terminal's log is at its end, always.
    room.setFollowing(true);
  }

  /** What stands above its messages. */
  get header(): string[] {
    const { style } = this.#look();
    const info = this.room.info.peek();
    const label = roomLabel(info);
    const about = [safeLine(info.title), safeLine(info.topic)]
      .filter((text) => text !== "" && text !== label).join(" · ");
    return ["", `${style.bold(label)}  ${style.faint(about)}`];
  }

  /** What is new in it. Reads its signals, so an effect that calls this runs again when there is more. */
  news(): string[] {
    const { ready, timeline, problem, dividerAfter } = this.room;
    const lines: string[] = [];
    if (problem.value && problem.value !== this.#problem) {
      lines.push(this.#look().style.alert(`    ${safeLine(problem.value.message)}`));
    }
    this.#problem = problem.value;
    const log = timeline.value;
    if (!ready.value) return lines;
    if (!this.#isOpen) {
      this.#isOpen = true;
      lines.push(...this.#view.open(log, SHOWN_AT_FIRST, dividerAfter.value));
    }
    return [...lines, ...this.#view.update(log)];
  }

  /** Loads what is older than anything written; none when nothing came of it. */
  async older(): Promise<string[]> {
    const { timeline } = this.room;
    while (!this.#view.hasUnwritten(timeline.peek()) && timeline.peek().hasOlder) {
      const before = timeline.peek().messages[0]?.seq;
      await this.room.loadOlder();
      if (timeline.peek().messages[0]?.seq === before) return [];
    }
    return this.#view.older(timeline.peek());
  }
}
