import { signal } from "@preact/signals";
import type { LogCell } from "../log/log_cell.ts";
import { changeTo } from "./pending.ts";
import { sendableText } from "./sendable_text.ts";
import type { Log } from "../log/timeline.ts";
import type { Editing, MessageChange, MessageEditor } from "../types.ts";

export interface EditingOptions {
  log: LogCell;
  /** Puts a change on its way. */
  take(message: { text: string; change: MessageChange }): void;
}

/** Changes what stands in one room's log, one message at a time. */
export class MessageEditing implements MessageEditor {
  readonly current = signal<Editing | null>(null);
  readonly #options: EditingOptions;

  constructor(options: EditingOptions) {
    this.#options = options;
  }

  start(seq?: number): boolean {
    const log = this.#options.log.value;
    const message = log.messages.findLast((one) =>
      one.user.id === log.me && one.deletedAt === undefined && !isGoing(log, one.seq) &&
      (seq === undefined || one.seq === seq)
    );
    if (!message) return false;
    // An edit under way is what stands there.
    const text = changeTo(log.pending, message.seq)?.text ?? message.text;
    this.current.value = { seq: message.seq, text };
    return true;
  }

  finish(text: string | null): void {
    const editing = this.current.peek();
    this.current.value = null;
    const edited = text && sendableText(text);
    if (!editing || !edited?.trim() || edited === this.#standing(editing.seq)) return;
    this.#options.take({ text: edited, change: { kind: "edit", seq: editing.seq } });
  }

  delete(seq: number): void {
    this.#options.take({ text: "", change: { kind: "delete", seq } });
  }

  /** The log changed: the message may be gone. */
  check(log: Log): void {
    const editing = this.current.peek();
    const message = editing && log.messages.find((one) => one.seq === editing.seq);
    if (message?.deletedAt !== undefined) this.current.value = null;
  }

  #standing(seq: number): string | undefined {
    const { pending, messages } = this.#options.log.value;
    return changeTo(pending, seq)?.text ?? messages.find((one) => one.seq === seq)?.text;
  }
}

/** Its deletion is on its way. */
function isGoing({ pending }: Log, seq: number): boolean {
  return changeTo(pending, seq)?.change?.kind === "delete";
}
