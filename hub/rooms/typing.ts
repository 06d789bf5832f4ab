import type { User } from "../../protocol/entities.ts";
import type { Clock } from "../ports/clock.ts";

/** Who is typing in one room. It tells only when that changes, however often somebody says that they are. */
export class Typing {
  readonly #clock: Clock;
  readonly #typingMs: number;
  readonly #onChange: (users: User[]) => void;
  readonly #typists = new Map<string, { user: User; until: number }>();
  #willExpire = false;

  /** @param typingMs how long somebody counts as typing after saying so, in milliseconds */
  constructor(clock: Clock, typingMs: number, onChange: (users: User[]) => void) {
    this.#clock = clock;
    this.#typingMs = typingMs;
    this.#onChange = onChange;
  }

  start(user: User): void {
    const isNew = !this.#typists.has(user.id);
    this.#typists.set(user.id, { user, until: this.#clock.monotonic() + this.#typingMs });
    if (isNew) this.#tell();
    this.#expireLater();
  }

  /** They posted or left. */
  stop(userId: string): void {
    if (this.#typists.delete(userId)) this.#tell();
  }

  #expireLater(): void {
    if (this.#willExpire) return;
    this.#willExpire = true;
    this.#clock.after(this.#typingMs, () => {
      this.#willExpire = false;
      const now = this.#clock.monotonic();
      const before = this.#typists.size;
      for (const [id, { until }] of this.#typists) {
        if (until <= now) this.#typists.delete(id);
      }
      if (this.#typists.size < before) this.#tell();
      if (this.#typists.size > 0) this.#expireLater();
    });
  }

  #tell(): void {
    this.#onChange([...this.#typists.values()].map((typist) => typist.user));
  }
}
