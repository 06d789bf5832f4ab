import { type ReadonlySignal, signal } from "@preact/signals";
import type { User } from "../../protocol/entities.ts";
import type { ClientClock } from "../clock.ts";
import { byName } from "./people.ts";

/** How long one `typing` event shows, in milliseconds: a little longer than the server repeats it. */
const TYPING_SHOWN_MS = 6_000;
/** Others are told at most this often, in milliseconds. Must be below the server's `typingMs`. */
const TYPING_TOLD_MS = 3_000;

/** Who else is typing in one room, and whether the others know that we are. */
export class TypingList {
  readonly #me: string;
  readonly #clock: ClientClock;
  readonly #users = signal<readonly User[]>([]);
  #cancelExpiry: () => void = () => {};
  #toldAt = -Infinity;

  constructor(me: string, clock: ClientClock) {
    this.#me = me;
    this.#clock = clock;
  }

  get users(): ReadonlySignal<readonly User[]> {
    return this.#users;
  }

  /** Takes the server's word for who is typing now. */
  replace(users: readonly User[]): void {
    this.#cancelExpiry();
    this.#users.value = users.filter((user) => user.id !== this.#me).sort(byName);
    if (this.#users.value.length === 0) return;
    this.#cancelExpiry = this.#clock.after(TYPING_SHOWN_MS, () => this.clear());
  }

  /** Somebody is done: the message is there, or they left. */
  drop(userId: string): void {
    if (this.#users.value.every((user) => user.id !== userId)) return;
    this.#users.value = this.#users.value.filter((user) => user.id !== userId);
  }

  clear(): void {
    this.#cancelExpiry();
    if (this.#users.value.length > 0) this.#users.value = [];
  }

  /** Whether the others should be told now that we are typing. */
  shouldTell(): boolean {
    const now = this.#clock.monotonic();
    if (now - this.#toldAt < TYPING_TOLD_MS) return false;
    this.#toldAt = now;
    return true;
  }

  /** Our message is sent: the next key press is news again. */
  forgetTold(): void {
    this.#toldAt = -Infinity;
  }
}
