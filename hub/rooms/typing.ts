import type { User } from "../../protocol/entities.ts";
import { TYPISTS_NAMED } from "../../protocol/limits.ts";
import type { Clock } from "../ports/clock.ts";

/** How often it is looked who has stopped, in milliseconds. */
const LOOK_MS = 1_000;

/** Who is typing in one room: some of them, and how many they are. */
export interface Typists {
  /** Those that began first, at most TYPISTS_NAMED. */
  users: User[];
  count: number;
}

/** Who is typing in one room. What changes in `windowMs` is told together, and only if it is then something else
 *  than was told before: what it costs does not grow with how many type, or how often each says so. While somebody types
 *  it is told again every `typingMs`, for who shows it no longer than that without word. */
export class Typing {
  readonly #clock: Clock;
  readonly #typingMs: number;
  readonly #windowMs: () => number;
  readonly #onChange: (typists: Typists) => void;
  /** By user id; those that began first come first. */
  readonly #typists = new Map<string, { user: User; until: number }>();
  #told: Typists = { users: [], count: 0 };
  #toldAt = 0;
  #willTell = false;
  #willLook = false;

  /** @param typingMs how long somebody counts as typing after saying so, in milliseconds
   *  @param windowMs how long changes are collected before they are told, in milliseconds */
  constructor(
    clock: Clock,
    { typingMs, windowMs }: { typingMs: number; windowMs: () => number },
    onChange: (typists: Typists) => void,
  ) {
    this.#clock = clock;
    this.#typingMs = typingMs;
    this.#windowMs = windowMs;
    this.#onChange = onChange;
  }

  start(user: User): void {
    const isNew = !this.#typists.has(user.id);
    this.#typists.set(user.id, { user, until: this.#clock.monotonic() + this.#typingMs });
    if (isNew) this.#tellSoon();
    this.#lookLater();
  }

  /** They posted or left. */
  stop(userId: string): void {
    if (this.#typists.delete(userId)) this.#tellSoon();
  }

  #lookLater(): void {
    if (this.#willLook) return;
    this.#willLook = true;
    this.#clock.after(LOOK_MS, () => {
      this.#willLook = false;
      const now = this.#clock.monotonic();
      for (const [id, { until }] of this.#typists) {
        if (until <= now) this.stop(id);
      }
      if (this.#typists.size === 0) return;
      if (now - this.#toldAt >= this.#typingMs - this.#windowMs()) this.#tellSoon();
      this.#lookLater();
    });
  }

  #tellSoon(): void {
    if (this.#willTell) return;
    this.#willTell = true;
    this.#clock.after(this.#windowMs(), () => {
      this.#willTell = false;
      const now = this.#clock.monotonic();
      const typists = this.#current();
      const isRecent = now - this.#toldAt < this.#typingMs || typists.count === 0;
      if (isRecent && isSame(typists, this.#told)) return;
      this.#told = typists;
      this.#toldAt = now;
      this.#onChange(typists);
    });
  }

  #current(): Typists {
    const users: User[] = [];
    for (const { user } of this.#typists.values()) {
      if (users.length === TYPISTS_NAMED) break;
      users.push(user);
    }
    return { users, count: this.#typists.size };
  }
}

function isSame(one: Typists, other: Typists): boolean {
  return one.count === other.count && one.users.length === other.users.length &&
    one.users.every(({ id }, i) => id === other.users[i]!.id);
}
