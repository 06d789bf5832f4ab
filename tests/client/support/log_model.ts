import type {
  Account,
  ChangePage,
  Message,
  MessagePage,
  User,
} from "../../../protocol/entities.ts";

export const ANN: Account = { id: "u_ann", name: "Ann", role: "member" };
export const BOB: Account = { id: "u_bob", name: "Bob", role: "member" };
export const CY: Account = { id: "u_cy", name: "Cy", role: "member" };

/** Of all data there is. */
export const EPOCH = "1";

/** A room's log as the store keeps it, in memory: what timelines are held against. */
export class LogModel {
  version = 0;
  /** Every event that was ever published, by version. */
  readonly events: Message[] = [];
  readonly #messages = new Map<number, Message>();

  /** Ascending by seq. */
  get messages(): Message[] {
    return [...this.#messages.values()].sort((one, other) => one.seq - other.seq);
  }

  get lastSeq(): number {
    return Math.max(0, ...this.#messages.keys());
  }

  post(user: User, fields: Partial<Message> = {}): Message {
    const seq = this.version + 1;
    return this.#write({
      seq,
      version: 0,
      id: `m${seq}`,
      user,
      text: `text ${seq}`,
      at: seq,
      ...fields,
    });
  }

  /** Changes the message at an index of the log. */
  edit(index: number, text = `${this.messages[index]!.text}!`): Message {
    return this.#write({ ...this.messages[index]!, text, editedAt: this.version });
  }

  remove(index: number): Message {
    return this.#write({ ...this.messages[index]!, text: "", deletedAt: this.version });
  }

  /** What `history.changes` answers. */
  changes(after: number, limit: number): ChangePage {
    const changed = this.messages.filter((message) => message.version > after)
      .sort((one, other) => one.version - other.version);
    return {
      epoch: EPOCH,
      messages: changed.slice(0, limit),
      version: this.version,
      more: changed.length > limit,
    };
  }

  /** What `history.page` answers. */
  page(position: { before?: number; after?: number }, limit: number): MessagePage {
    const { before = Infinity, after } = position;
    if (after !== undefined) {
      const newer = this.messages.filter((message) => message.seq > after);
      return { messages: newer.slice(0, limit), more: newer.length > limit };
    }
    const older = this.messages.filter((message) => message.seq < before);
    return { messages: older.slice(-limit), more: older.length > limit };
  }

  /** The newest page and the version, as a join without `after` answers. */
  snapshot(limit: number): ChangePage {
    return { epoch: EPOCH, ...this.page({}, limit), version: this.version };
  }

  #write(message: Message): Message {
    const written = { ...message, version: ++this.version };
    this.#messages.set(written.seq, written);
    this.events.push(written);
    return written;
  }
}
