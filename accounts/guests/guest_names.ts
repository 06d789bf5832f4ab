/** Most guests remembered, about 3 MB; past that those that were seen first are forgotten. */
const MOST = 20_000;

/** The guests that came in since the server started, by the key of their name, so that they can be sent away when
 *  an account claims it. A guest that is not among them is checked when it comes. */
export class GuestNames {
  /** Those that came first come first. */
  readonly #keys = new Map<string, string>();

  has(userId: string): boolean {
    return this.#keys.has(userId);
  }

  add(userId: string, key: string): void {
    if (this.#keys.has(userId)) return;
    this.#keys.set(userId, key);
    if (this.#keys.size > MOST) this.remove(this.#keys.keys().next().value!);
  }

  remove(userId: string): void {
    this.#keys.delete(userId);
  }

  /** Forgets everybody with this key. Their user ids. Looks at all guests: few claim a name, many come in. */
  take(key: string): string[] {
    const taken = [...this.#keys].filter(([, other]) => other === key).map(([userId]) => userId);
    for (const userId of taken) this.remove(userId);
    return taken;
  }
}
