import { type ReadonlySignal, signal } from "@preact/signals";
import { type OutgoingItem, targetOf } from "./outgoing_item.ts";
import type { TabShare } from "./tab_share.ts";

/** The items of a tab, in the order in which they are sent, and what is kept of them over a reload. */
export class OutgoingList {
  readonly #share: TabShare;
  readonly #items = signal<readonly OutgoingItem[]>([]);
  #lastOrder = 0;

  constructor(share: TabShare) {
    this.#share = share;
  }

  get items(): ReadonlySignal<readonly OutgoingItem[]> {
    return this.#items;
  }

  /** The rooms that they are on their way to. */
  get rooms(): Set<string> {
    return new Set(this.#items.peek().map((item) => item.room));
  }

  in(room: string): OutgoingItem[] {
    return this.#items.peek().filter((item) => item.room === room);
  }

  find(id: string): OutgoingItem | null {
    return this.#items.peek().find((item) => item.id === id) ?? null;
  }

  /** The other items that change the same message. */
  changesTo(item: OutgoingItem): OutgoingItem[] {
    const target = targetOf(item);
    if (target === null) return [];
    return this.in(item.room).filter((one) => one.id !== item.id && targetOf(one) === target);
  }

  /** A place behind all others, also when the wall clock was set back.
   *  @param at the time, in milliseconds since the epoch */
  nextOrder(at: number): number {
    return this.#lastOrder = Math.max(this.#lastOrder + 1, at);
  }

  /** Adds or replaces an item, here and where it is kept. */
  put(item: OutgoingItem): void {
    this.show(item);
    this.#share.keep(item);
  }

  /** Adds or replaces an item here. */
  show(item: OutgoingItem): void {
    this.#lastOrder = Math.max(this.#lastOrder, item.order);
    const others = this.#items.peek().filter((one) => one.id !== item.id);
    const place = others.findLastIndex((one) => one.order < item.order) + 1;
    this.#items.value = others.toSpliced(place, 0, item);
  }

  /** Takes an item out, here and where it is kept. */
  remove({ id }: OutgoingItem): void {
    this.drop(id);
    this.#share.forget(id);
  }

  /** Takes an item out here. */
  drop(id: string): void {
    this.#items.value = this.#items.peek().filter((item) => item.id !== id);
  }
}
