import type { StoredMessage, StoredRoom } from "./history.ts";

/** One room of the database, with the ways in that the checks need. */
export class StoredLog {
  readonly version: number;
  /** By seq. */
  readonly messages: StoredMessage[];
  readonly #bySeq = new Map<number, StoredMessage>();
  readonly #bySender = new Map<string, StoredMessage[]>();
  readonly #byVersion: StoredMessage[];

  constructor({ version, messages }: StoredRoom) {
    this.version = version;
    this.messages = messages;
    for (const message of messages) {
      this.#bySeq.set(message.seq, message);
      const key = `${message.user} ${message.id}`;
      const same = this.#bySender.get(key);
      if (same) same.push(message);
      else this.#bySender.set(key, [message]);
    }
    this.#byVersion = messages.toSorted((a, b) => a.version - b.version);
  }

  at(seq: number): StoredMessage | undefined {
    return this.#bySeq.get(seq);
  }

  /** Every message that one sender posted under one id: one, if nothing is wrong. */
  sentAs(user: string, id: string): StoredMessage[] {
    return this.#bySender.get(`${user} ${id}`) ?? [];
  }

  /** Messages whose last change lies above `after` and not above `upTo`. */
  lastChangedIn(after: number, upTo: number): StoredMessage[] {
    let low = 0;
    for (let high = this.#byVersion.length; low < high;) {
      const middle = (low + high) >> 1;
      if (this.#byVersion[middle]!.version <= after) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < this.#byVersion.length && this.#byVersion[end]!.version <= upTo) end++;
    return this.#byVersion.slice(low, end);
  }

  /** Messages whose place lies between two seqs, both included. */
  placedIn(from: number, to: number): StoredMessage[] {
    const found: StoredMessage[] = [];
    for (let seq = from; seq <= to; seq++) {
      const message = this.#bySeq.get(seq);
      if (message) found.push(message);
    }
    return found;
  }
}
