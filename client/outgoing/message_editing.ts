import { type ReadonlySignal, signal } from "@preact/signals";
import type { Content } from "../../protocol/content.ts";
import type { Message } from "../../protocol/entities.ts";
import type { Editing, MessageEditor, Timeline } from "../types.ts";
import { conflictOf, type OutgoingChange, type OutgoingItem, textOf } from "./outgoing_item.ts";
import { changeTo } from "./pending.ts";
import { sendableText } from "./sendable_text.ts";

const DELETED = "The message you were editing was deleted.";

export interface EditingOptions {
  /** The reader's user id. */
  me: string;
  /** What is loaded of the log. */
  timeline(): Timeline;
  pending: ReadonlySignal<readonly OutgoingItem[]>;
  /** Puts a change on its way. */
  add(change: OutgoingChange): void;
  /** Keeps what can no longer be sent as it was meant, as a message that was not sent. */
  keepUnsent(unsent: { content: Content; failure: string }): void;
}

/** A rewriting, and the position of the message that it is made on. */
interface LocalEditing extends Editing {
  /** What the message said when the rewriting began. */
  before: string;
  epoch: string;
  base: number;
  /** The id of the edit under way that it is made on. */
  on?: string;
}

/** Changes what stands in one room's log, one message at a time. */
export class MessageEditing implements MessageEditor {
  readonly current = signal<LocalEditing | null>(null);
  readonly #options: EditingOptions;

  constructor(options: EditingOptions) {
    this.#options = options;
  }

  start(seq?: number): boolean {
    const { me, timeline } = this.#options;
    const { epoch, messages } = timeline();
    const message = messages.findLast((one) =>
      one.user.id === me && one.deletedAt === undefined &&
      this.#change(one.seq)?.change.kind !== "delete" && (seq === undefined || one.seq === seq)
    );
    if (!message) return false;
    const standing = this.#standing(message);
    this.current.value = { seq: message.seq, epoch, before: standing.text, ...standing };
    return true;
  }

  finish(text: string | null): void {
    const editing = this.current.peek();
    this.current.value = null;
    const edited = text && sendableText(text);
    if (!editing || !edited?.trim()) return;
    const { seq, epoch, base, on } = editing;
    const timeline = this.#options.timeline();
    const message = timeline.epoch === epoch && timeline.messages.find((one) => one.seq === seq);
    if (message && edited === this.#standing(message).text) return;
    const made = on === undefined ? { base } : { base, on };
    this.#options.add({ kind: "edit", seq, epoch, content: { text: edited }, ...made });
  }

  delete(seq: number): void {
    this.#options.add({ kind: "delete", seq, epoch: this.#options.timeline().epoch });
  }

  /** The server has a change of ours: what is being rewritten may have begun with it. */
  acknowledged({ id }: OutgoingItem, version: number): void {
    const editing = this.current.peek();
    if (editing?.on !== id) return;
    editing.base = version;
    delete editing.on;
  }

  /** The log changed: the message may be gone. What it was to say by then is kept. */
  check(): void {
    const editing = this.current.peek();
    const { epoch, messages } = this.#options.timeline();
    const message = messages.find((one) => one.seq === editing?.seq);
    if (!editing || editing.epoch !== epoch || message?.deletedAt === undefined) return;
    this.current.value = null;
    const text = sendableText(editing.text);
    if (text.trim() === "" || text === editing.before) return;
    this.#options.keepUnsent({ content: { text }, failure: DELETED });
  }

  /** What a message says to its author: an edit under way is what stands there. */
  #standing(message: Message): { text: string; base: number; on?: string } {
    const item = this.#change(message.seq);
    if (item?.change.kind !== "edit") return { text: message.text, base: message.version };
    const { id, state, change } = item;
    const text = textOf(item);
    if (state.status === "acknowledged") return { text, base: state.version };
    // Who goes on from an edit that was refused has seen what stands in its way.
    return { text, base: conflictOf(item)?.version ?? change.base, on: id };
  }

  #change(seq: number): OutgoingItem | null {
    return changeTo(this.#options.pending.peek(), seq);
  }
}
