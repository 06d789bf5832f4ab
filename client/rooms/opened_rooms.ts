import { type ReadonlySignal, signal } from "@preact/signals";
import { ROOM_ID } from "../../protocol/limits.ts";
import type { KeyValueStorage } from "../personal_storage.ts";

/** Most that are remembered. */
const MOST = 100;

/** Which rooms one person has opened in this browser, so that these are found again among any number of others. Where
 *  storage cannot be used they are remembered as long as the page lasts. */
export class OpenedRooms {
  readonly #key: string;
  readonly #storage: KeyValueStorage | null;
  /** Latest last. */
  readonly #ids = signal<ReadonlySet<string>>(new Set());

  constructor(userId: string, { storage }: { storage: KeyValueStorage | null }) {
    this.#key = `confab.opened.${userId}`;
    this.#storage = storage;
    this.#ids.value = this.#load();
  }

  /** Their ids. */
  get ids(): ReadonlySignal<ReadonlySet<string>> {
    return this.#ids;
  }

  add(id: string): void {
    // Other tabs have opened rooms, too.
    const ids = new Set([...this.#load(), ...this.#ids.peek()]);
    ids.delete(id);
    this.#write([...ids, id].slice(-MOST));
  }

  /** They are no more, or cannot be seen any more. */
  remove(gone: readonly string[]): void {
    if (!gone.some((id) => this.#ids.peek().has(id))) return;
    this.#write([...this.#ids.peek()].filter((id) => !gone.includes(id)));
  }

  #write(ids: string[]): void {
    this.#ids.value = new Set(ids);
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(ids));
    } catch {
      // Full or forbidden: the rooms are found by searching all of them.
    }
  }

  #load(): Set<string> {
    try {
      const ids: unknown = JSON.parse(this.#storage?.getItem(this.#key) ?? "[]");
      const isId = (id: unknown): id is string => typeof id === "string" && ROOM_ID.test(id);
      return new Set(Array.isArray(ids) ? ids.filter(isId).slice(-MOST) : []);
    } catch {
      return new Set();
    }
  }
}
