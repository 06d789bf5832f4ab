import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { EMPTY, type TimelineState } from "./timeline.ts";

/** One room's timeline as it is now: the one place where it changes. */
export class TimelineCell {
  readonly #state = signal(EMPTY);
  readonly #changed: (before: TimelineState, after: TimelineState) => void;

  /** @param changed called after each change, before anybody else sees it */
  constructor(changed: (before: TimelineState, after: TimelineState) => void) {
    this.#changed = changed;
  }

  get signal(): ReadonlySignal<TimelineState> {
    return this.#state;
  }

  get value(): TimelineState {
    return this.#state.peek();
  }

  change(step: (timeline: TimelineState) => TimelineState): void {
    const before = this.#state.peek();
    const after = step(before);
    if (after === before) return;
    batch(() => {
      this.#state.value = after;
      this.#changed(before, after);
    });
  }
}
