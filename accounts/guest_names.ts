/** Most guests remembered, about 10 MB; past that those that were seen first are forgotten. */
const MOST = 20_000;

/** The guests that came in since the server started, by the key of their name, so that they can be sent away when
 *  an account claims it. A guest that is not among them is checked when it comes. */
export class GuestNames {
  /** Those that came first come first. */
  readonly #keys = new Map<string, string>();
  readonly #ids = new Map<string, Set<string>>();

  has(userId: string): boolean {
    return this.#keys.has(userId);
  }

  add(userId: string, key: string): void {
    if (this.#keys.has(userId)) return;
    this.#keys.set(userId, key);
    const ids = this.#ids.get(key);
    if (ids) ids.add(userId);
    else this.#ids.set(key, new Set([userId]));
    if (this.#keys.size > MOST) this.remove(this.#keys.keys().next().value!);
  }

  remove(userId: string): void {
    const key = this.#keys.get(userId);
    if (key === undefined) return;
    this.#keys.delete(userId);
    const ids = this.#ids.get(key)!;
    ids.delete(userId);
    if (ids.size === 0) this.#ids.delete(key);
  }

  /** Forgets everybody with this key. Their user ids. */
  take(key: string): string[] {
    const ids = [...this.#ids.get(key) ?? []];
    for (const id of ids) this.remove(id);
    return ids;
  }
}
