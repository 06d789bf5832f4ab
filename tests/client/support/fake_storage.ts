import type { KeyValueStorage } from "../../../client/personal_storage.ts";

/** A browser's `localStorage`, shared by what is given it. */
export class FakeStorage implements KeyValueStorage {
  readonly #items = new Map<string, string>();
  /** How often something was written. */
  writes = 0;

  get length(): number {
    return this.#items.size;
  }

  keys(): string[] {
    return [...this.#items.keys()];
  }

  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.writes++;
    this.#items.set(key, value);
  }

  removeItem(key: string): void {
    this.writes++;
    this.#items.delete(key);
  }
}
