import type { ChangePage, Message } from "../../protocol/entities.ts";
import type { MessageEvent } from "../../protocol/events.ts";

/** One client's copy of a room's log, kept as docs/PROTOCOL.md says under "Staying complete". */
export class LogCopy {
  readonly #messages = new Map<number, Message>();
  /** Versions heard live above a hole. */
  readonly #ahead = new Set<number>();
  #version: number | null = null;
  #epoch: string | null = null;
  #from = 0;

  /** Of the data it is a copy of; null before the first join. */
  get epoch(): string | null {
    return this.#epoch;
  }

  /** Complete up to here; null before the first join. */
  get version(): number | null {
    return this.#version;
  }

  /** The seq below which it never looked; 0 when it holds everything. */
  get from(): number {
    return this.#from;
  }

  /** By seq. */
  get messages(): Message[] {
    return [...this.#messages.values()].sort((a, b) => a.seq - b.seq);
  }

  /** Throws everything away: the next page is the first. */
  clear(): void {
    this.#messages.clear();
    this.#ahead.clear();
    this.#version = null;
    this.#epoch = null;
    this.#from = 0;
  }

  /** Starts with the newest page. */
  begin({ messages, version, epoch, more }: ChangePage): void {
    this.clear();
    this.#from = more ? messages[0]?.seq ?? 0 : 0;
    for (const message of messages) this.#put(message);
    this.#version = version;
    this.#epoch = epoch;
  }

  /** Takes a page of changes that was asked for after a version which this copy had reached. Whether the
   *  copy is complete up to now; if not, the changes after its version must be asked for. */
  catchUp({ messages, version, epoch, more }: ChangePage): boolean {
    for (const message of messages) this.#put(message);
    this.#epoch = epoch;
    const upTo = more ? messages.at(-1)!.version : version;
    this.#version = Math.max(this.#version ?? 0, upTo);
    this.#advance();
    return !more;
  }

  /** Takes a live event. Whether it left no hole. */
  hear({ message, after = Infinity }: Pick<MessageEvent, "message" | "after">): boolean {
    this.#put(message);
    if (this.#version !== null && after <= this.#version) {
      this.#version = Math.max(this.#version, message.version);
    }
    if (this.#version !== null && message.version > this.#version) this.#ahead.add(message.version);
    this.#advance();
    return this.#ahead.size === 0;
  }

  #advance(): void {
    if (this.#ahead.size === 0) return;
    while (this.#ahead.delete(this.#version! + 1)) this.#version! += 1;
    for (const version of this.#ahead) if (version <= this.#version!) this.#ahead.delete(version);
  }

  #put(message: Message): void {
    const held = this.#messages.get(message.seq);
    if (!held || held.version < message.version) this.#messages.set(message.seq, message);
  }
}
