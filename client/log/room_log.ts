import { batch, computed, type ReadonlySignal } from "@preact/signals";
import type { Message, OpenedPage, User } from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";
import type { Replies } from "../../protocol/requests.ts";
import type { ClientClock } from "../clock.ts";
import type { Ask } from "../connection/ask.ts";
import { addNotice, type Movement } from "./notices.ts";
import { PageLoader } from "./page_loader.ts";
import { type Position, RoomSync, type SyncedLog } from "./room_sync.ts";
import {
  applyChanges,
  applyMessages,
  EMPTY,
  fromSnapshot,
  hearOf,
  isLoaded,
  renameAuthors,
  type TimelineState,
  trim,
} from "./timeline.ts";
import { TimelineCell } from "./timeline_cell.ts";

export interface RoomLogOptions {
  room: string;
  ask: Ask;
  clock: ClientClock;
  random(): number;
  /** Whether the reader is at the end of it. */
  isFollowing(): boolean;
  /** The seq of the message that it is to be opened at; null once it is, and when that is its end. */
  opensAt(): number | null;
  /** The room was joined; called before the messages of the reply are there. */
  joined(reply: Replies["room.join"]): void;
  /** The room cannot be joined, now or later. */
  gone(error: WireError): void;
  /** Messages come in, new ones or changed ones, also those that will not be shown. */
  coming(messages: readonly Message[]): void;
  /** A page takes the place of all there was.
   *  @param epoch of the data it was read from */
  replacing(epoch: string): void;
  /** Called after each change of the timeline, before anybody else sees it. */
  changed(before: TimelineState, after: TimelineState): void;
}

/** One room's log in this tab: the stretch that is loaded, kept complete while the room is joined, and longer when the
 *  reader comes to an end of it. */
export class RoomLog implements SyncedLog {
  /** False until the first page is there. */
  readonly ready = computed(() => isLoaded(this.timeline.value));
  readonly loader: PageLoader;
  readonly sync: RoomSync;
  readonly #options: RoomLogOptions;
  readonly #timeline: TimelineCell;

  constructor(options: RoomLogOptions) {
    this.#options = options;
    const timeline = this.#timeline = new TimelineCell(options.changed);
    this.loader = new PageLoader({ ...options, timeline });
    this.sync = new RoomSync({ ...options, log: this });
  }

  get timeline(): ReadonlySignal<TimelineState> {
    return this.#timeline.signal;
  }

  /** A live event.
   *  @param after the version that it follows, where that is not the one before its own */
  receive(message: Message, after = Infinity): void {
    this.#options.coming([message]);
    this.#timeline.change((timeline) => {
      const { version } = message;
      return this.#trim(
        after <= timeline.version
          ? applyChanges(timeline, { ...timeline, messages: [message], version, more: false })
          : applyMessages(timeline, [message]),
      );
    });
    this.sync.heal();
  }

  /** Events were left out; joining again brings them, and who is here. */
  lag(version: number): void {
    this.#timeline.change((timeline) => hearOf(timeline, version));
    this.sync.join();
  }

  notice(movement: Movement): void {
    this.#timeline.change((timeline) => addNotice(timeline, movement));
  }

  /** Some users have other names now. */
  rename(users: readonly User[]): void {
    this.#timeline.change((timeline) => renameAuthors(timeline, users));
  }

  /** Takes a page of changes; as a snapshot the newest page, or what the room was opened with, in place of all there is. */
  changed(page: OpenedPage, isSnapshot: boolean): void {
    this.#options.coming(page.messages);
    if (isSnapshot) this.#replace(page);
    else this.#timeline.change((before) => this.#trim(applyChanges(before, page)));
  }

  /** Forgets what is loaded: the next page will be read from scratch. */
  forget(): void {
    this.loader.abandon();
    this.#timeline.change(() => EMPTY);
  }

  position(): Position | null {
    return this.#timeline.value.epoch === "" ? null : this.#timeline.value;
  }

  heard(): number {
    return this.#timeline.value.heard;
  }

  mayJump(): boolean {
    return this.#options.isFollowing() || this.#options.opensAt() !== null;
  }

  joined(reply: Replies["room.join"], isSnapshot: boolean): void {
    this.#options.joined(reply);
    this.changed(reply, isSnapshot);
    if (this.#options.isFollowing()) this.loader.latest();
  }

  forgetRumour(): void {
    this.#timeline.change((timeline) => ({ ...timeline, heard: timeline.version }));
  }

  gone(error: WireError): void {
    this.#options.gone(error);
  }

  #replace(page: OpenedPage): void {
    const { replacing, opensAt } = this.#options;
    batch(() => {
      replacing(page.epoch);
      this.#timeline.change(() => fromSnapshot(page, opensAt()));
    });
    const wanted = opensAt();
    if (!this.ready.peek() && wanted !== null) this.loader.around(wanted);
  }

  #trim(timeline: TimelineState): TimelineState {
    return trim(timeline, this.#options.isFollowing() ? "head" : "tail");
  }
}
