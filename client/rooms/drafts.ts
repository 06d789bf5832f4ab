import type { ClientClock } from "../clock.ts";
import type { KeyValueStorage } from "../personal_storage.ts";

/** A draft is written to storage at most this often, in milliseconds: all that a crash can cost. */
const WRITE_EVERY_MS = 300;

export interface DraftsOptions {
  /** Null where there is none: then drafts last as long as the page. */
  storage: KeyValueStorage | null;
  clock: ClientClock;
}

/** What one person has written and not sent, room by room; kept over reloads and crashes. Tabs share it, and the
 *  one that wrote last is right: what stands in the other's composer is left alone. */
export class Drafts {
  readonly #userId: string;
  readonly #options: DraftsOptions;
  /** What is not in storage, or not yet. */
  readonly #unwritten = new Map<string, string>();
  #cancelWrite: (() => void) | null = null;

  constructor(userId: string, options: DraftsOptions) {
    this.#userId = userId;
    this.#options = options;
  }

  /** Empty when there is none. */
  get(room: string): string {
    return this.#unwritten.get(room) ?? this.#load(room);
  }

  /** @param text empty when it was sent or deleted: nothing is left of it then, not even for a moment */
  set(room: string, text: string): void {
    if (text === this.get(room)) return;
    this.#unwritten.set(room, text);
    if (text === "") this.flush();
    else this.#cancelWrite ??= this.#options.clock.after(WRITE_EVERY_MS, () => this.flush());
  }

  /** Writes now what waits to be written: the page may be about to go. */
  flush(): void {
    this.#cancelWrite?.();
    this.#cancelWrite = null;
    for (const [room, text] of this.#unwritten) {
      if (this.#store(room, text)) this.#unwritten.delete(room);
    }
  }

  #load(room: string): string {
    try {
      return this.#options.storage?.getItem(this.#key(room)) ?? "";
    } catch {
      return "";
    }
  }

  /** Whether storage has it. */
  #store(room: string, text: string): boolean {
    const { storage } = this.#options;
    try {
      if (text === "") storage?.removeItem(this.#key(room));
      else storage?.setItem(this.#key(room), text);
      return storage !== null;
    } catch {
      return false;
    }
  }

  /** One key a room, so that tabs in different rooms are not in each other's way. */
  #key(room: string): string {
    return `confab.draft.${this.#userId}.${room}`;
  }
}
