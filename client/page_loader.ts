import { type ReadonlySignal, signal } from "@preact/signals";
import type { MessagePage } from "../protocol/events.ts";
import type { LogCell } from "./log_cell.ts";
import type { Ask } from "./room_sync.ts";
import type { Fields } from "./socket.ts";
import { appendNewer, expectPage, type Log, prependOlder, replaceWithNewest } from "./timeline.ts";
import { trim } from "./trim.ts";

export interface LoaderOptions {
  room: string;
  ask: Ask;
  log: LogCell;
}

/** Loads pages of one room's history into its log, one at a time. A load that fails leaves the log as it
 *  was; the reader's next scroll asks again. */
export class PageLoader {
  readonly #options: LoaderOptions;
  readonly #loading = signal<"older" | "newer" | null>(null);
  /** Which load counts: a jump to the newest page overtakes one that is under way. */
  #load = 0;

  constructor(options: LoaderOptions) {
    this.#options = options;
  }

  get loading(): ReadonlySignal<"older" | "newer" | null> {
    return this.#loading;
  }

  async older(): Promise<void> {
    const { messages, hasOlder } = this.#options.log.value;
    const before = messages[0]?.seq;
    if (this.#loading.value || !hasOlder || before === undefined) return;
    await this.#page("older", { before }, (log, page) => {
      return trim(prependOlder(log, before, page), "tail", 0);
    });
  }

  async newer(): Promise<void> {
    const { messages, hasNewer } = this.#options.log.value;
    const after = messages.at(-1)?.seq;
    if (this.#loading.value || !hasNewer || after === undefined) return;
    await this.#page("newer", { after }, (log, page) => {
      return trim(appendNewer(log, after, page), "head", 0);
    });
  }

  async latest(): Promise<void> {
    if (this.#options.log.value.hasNewer) await this.#page("newer", {}, replaceWithNewest);
  }

  /** Forgets the load that is under way. */
  abandon(): void {
    this.#load++;
    this.#loading.value = null;
  }

  async #page(
    direction: "older" | "newer",
    position: Omit<Fields<"history.page">, "room">,
    merge: (log: Log, page: MessagePage) => Log,
  ): Promise<void> {
    const { room, ask, log } = this.#options;
    const load = ++this.#load;
    this.#loading.value = direction;
    log.change(expectPage);
    const apply = (page: MessagePage) => {
      if (load === this.#load) log.change((before) => merge(before, page));
    };
    // Lost or refused: the page is no longer expected, and what was set aside for it is let go.
    await ask("history.page", { room, ...position }, apply).catch(() => {});
    if (load !== this.#load) return;
    this.#loading.value = null;
    log.change((before) => before.aside ? { ...before, aside: null } : before);
  }
}
