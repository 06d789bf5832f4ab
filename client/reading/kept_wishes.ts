import type { ReadMark } from "../../protocol/entities.ts";
import { ROOM_ID } from "../../protocol/limits.ts";
import type { KeyValueStorage } from "../personal_storage.ts";

/** Where somebody wants the mark of a room. */
export interface Wish {
  /** From this message on all is unread; absent: all is read up to the mark. */
  unreadFrom?: number;
  /** What the mark will be, as far as this tab knows. Its revision is that of the mark it was made on. */
  mark: ReadMark;
}

const NUMBERS = ["seq", "unread", "mentions", "posts", "version", "revision"] as const;

/** What one person has read, or marked unread, and the server may not know yet: kept over reloads and crashes, room by
 *  room. */
export class KeptWishes {
  readonly #prefix: string;
  readonly #storage: KeyValueStorage | null;

  /** @param storage null where there is none: then nothing is kept */
  constructor(userId: string, { storage }: { storage: KeyValueStorage | null }) {
    this.#prefix = `confab.mark.${userId}.`;
    this.#storage = storage;
  }

  /** Those about data of an epoch, by room; others are removed. */
  load(epoch: string): Map<string, Wish> {
    const wishes = new Map<string, Wish>();
    const storage = this.#storage;
    attempt(() => {
      const keys = Array.from({ length: storage?.length ?? 0 }, (_, index) => storage!.key(index)!);
      for (const key of keys.filter((key) => key.startsWith(this.#prefix))) {
        const room = key.slice(this.#prefix.length);
        const wish = ROOM_ID.test(room) && parse(storage!.getItem(key)!, epoch);
        if (wish) wishes.set(room, wish);
        else storage!.removeItem(key);
      }
    });
    return wishes;
  }

  keep(room: string, epoch: string, { unreadFrom, mark }: Wish): void {
    const text = JSON.stringify({ epoch, unreadFrom, mark });
    attempt(() => this.#storage?.setItem(this.#prefix + room, text));
  }

  drop(room: string): void {
    attempt(() => this.#storage?.removeItem(this.#prefix + room));
  }
}

/** Where storage is full or forbidden a wish lasts as long as the page. */
function attempt(use: () => void): void {
  try {
    use();
  } catch {
    // See above.
  }
}

/** Null for what is about other data, or nonsense. */
function parse(text: string, epoch: string): Wish | null {
  try {
    const { epoch: of, unreadFrom, mark } = JSON.parse(text);
    const numbers = [unreadFrom ?? 0, ...NUMBERS.map((name) => mark[name])];
    return of === epoch && numbers.every(Number.isSafeInteger) ? { unreadFrom, mark } : null;
  } catch {
    return null;
  }
}
