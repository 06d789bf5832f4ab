import { type ReadonlySignal, signal } from "@preact/signals";
import type { MessagePage } from "../../protocol/entities.ts";
import { backoffMs } from "../connection/backoff.ts";
import type { ClientClock } from "../clock.ts";
import type { Ask } from "../connection/ask.ts";
import {
  appendNewer,
  expectPage,
  prependOlder,
  replaceWithNewest,
  replaceWithPage,
  type TimelineState,
  trim,
} from "./timeline.ts";
import type { TimelineCell } from "./timeline_cell.ts";

export interface LoaderOptions {
  room: string;
  ask: Ask;
  timeline: TimelineCell;
  /** Whether the reader is at the end of the log, which must then not be cut off. */
  isFollowing(): boolean;
  clock: ClientClock;
  random(): number;
}

/** What to ask for, and what becomes of the answer. */
interface Load {
  direction: "older" | "newer";
  position: { before?: number; after?: number; around?: number };
  merge(timeline: TimelineState, page: MessagePage): TimelineState;
}

/** Loads pages of one room's history into its log, one at a time. A load that a lost connection interrupts
 *  goes on with the next one. */
export class PageLoader {
  readonly #options: LoaderOptions;
  readonly #loading = signal<"older" | "newer" | null>(null);
  /** Which load counts: a jump to another place overtakes one that is under way. */
  #current = 0;
  /** Connections so far: a load that was lost with one need not wait when the next is up already. */
  #connections = 0;
  /** Ends the wait for a connection or for the server to recover. */
  #wake: () => void = () => {};

  constructor(options: LoaderOptions) {
    this.#options = options;
  }

  get loading(): ReadonlySignal<"older" | "newer" | null> {
    return this.#loading;
  }

  async older(): Promise<void> {
    const { isFollowing } = this.#options;
    if (!this.#loading.peek()) await this.#run((timeline) => olderThan(timeline, isFollowing));
  }

  async newer(): Promise<void> {
    if (!this.#loading.peek()) await this.#run(newerThan);
  }

  async latest(): Promise<void> {
    await this.#run(newest);
  }

  /** Makes the page with a message and what follows it the loaded stretch.
   *  @param seq the message's */
  async around(seq: number): Promise<void> {
    const load: Load = {
      direction: "older",
      position: { around: seq + 1 },
      merge: replaceWithPage,
    };
    await this.#run(() => load);
  }

  /** A connection is up. */
  connected(): void {
    this.#connections++;
    this.#wake();
  }

  /** Forgets the load that is under way. */
  abandon(): void {
    this.#current++;
    this.#loading.value = null;
    this.#wake();
  }

  /** @param plan reads off the log what there is to load; null when nothing */
  async #run(plan: (timeline: TimelineState) => Load | null): Promise<void> {
    const { timeline } = this.#options;
    if (!plan(timeline.value)) return;
    this.abandon();
    const current = this.#current;
    for (let failures = 0; current === this.#current; failures++) {
      const load = plan(timeline.value);
      if (!load) break;
      const connections = this.#connections;
      this.#loading.value = load.direction;
      if (await this.#load(load, current) || current !== this.#current) break;
      if (connections === this.#connections) {
        await this.#wait(backoffMs(failures, this.#options.random()));
      }
    }
    if (current !== this.#current) return;
    this.#loading.value = null;
    // A page that was refused is no longer expected.
    timeline.change((before) => before.aside ? { ...before, aside: null } : before);
  }

  /** Whether the server has answered for good. */
  async #load({ position, merge }: Load, current: number): Promise<boolean> {
    const { room, ask, timeline } = this.#options;
    timeline.change(expectPage);
    const apply = (page: MessagePage) => {
      if (current === this.#current) timeline.change((before) => merge(before, page));
    };
    const reply = ask("history.page", { room, ...position }, apply);
    const result = await reply.catch(() => null);
    return result !== null && (result.ok || !result.error.retryable);
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(delayMs, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

function olderThan({ messages, hasOlder }: TimelineState, isFollowing: () => boolean): Load | null {
  const before = messages[0]?.seq;
  if (!hasOlder || before === undefined) return null;
  return {
    direction: "older",
    position: { before },
    merge(timeline, page) {
      const longer = prependOlder(timeline, before, page);
      return isFollowing() ? longer : trim(longer, "tail", 0);
    },
  };
}

function newerThan({ messages, hasNewer }: TimelineState): Load | null {
  const after = messages.at(-1)?.seq;
  if (!hasNewer || after === undefined) return null;
  return {
    direction: "newer",
    position: { after },
    merge: (timeline, page) => trim(appendNewer(timeline, after, page), "head", 0),
  };
}

function newest({ hasNewer }: TimelineState): Load | null {
  return hasNewer ? { direction: "newer", position: {}, merge: replaceWithNewest } : null;
}
