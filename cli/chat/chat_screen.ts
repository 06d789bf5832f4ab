import { effect } from "@preact/signals";
import { systemClock } from "../../client/clock.ts";
import { failureOf, isWaiting, textOf } from "../../client/outgoing/outgoing_item.ts";
import type { Chat, RoomState } from "../../client/types.ts";
import { utf8Bytes } from "../../protocol/bytes.ts";
import type { User } from "../../protocol/entities.ts";
import type { PublicLimits } from "../../protocol/limits.ts";
import { print } from "../output.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { safeLine } from "../safe_text.ts";
import type { Style } from "../style.ts";
import type { TypedKey } from "../terminal/keys.ts";
import { Screen } from "../terminal/screen.ts";
import { Tty } from "../terminal/tty.ts";
import { type CommandContext, COMMANDS, runCommand } from "./commands.ts";
import { complete } from "./completion.ts";
import { Input } from "./input.ts";
import { liveRows } from "./live_rows.ts";
import { snippet } from "./message_lines.ts";
import { roomLabel } from "./room_label.ts";
import { ShownRoom } from "./shown_room.ts";

/** Changes are drawn together when they come within this, in milliseconds. */
const PAINT_WITHIN_MS = 10;
/** While the time to the next attempt is shown it is drawn so often, in milliseconds. */
const COUNTDOWN_MS = 1_000;

export interface ChatScreenOptions {
  chat: Chat;
  me: User;
  limits: PublicLimits;
  style: Style;
  /** Why the server lets us in no more, as a sentence; null while it does. */
  refusal(): string | null;
}

/** The conversation in the terminal: the log above, and what is being written below it. */
export class ChatScreen {
  readonly #options: ChatScreenOptions;
  readonly #tty: Tty;
  readonly #screen = new Screen(print);
  readonly #input = new Input();
  readonly #ended = Promise.withResolvers<ExitCode>();
  /** Rooms in which something was written: what of it is unsent is told at the end. */
  readonly #writtenIn = new Map<string, RoomState>();
  #shown: ShownRoom | null = null;
  /** Written into the log with the next painting. */
  #lines: string[] = [];
  #hint = "";
  #cancelPaint: (() => void) | null = null;
  #cancelCountdown: () => void = () => {};
  #isMeasuring = false;
  #isQuitting = false;

  constructor(options: ChatScreenOptions) {
    this.#options = options;
    this.#tty = new Tty({
      key: (key) => this.#press(key),
      resizing: () => {
        this.#isMeasuring = true;
      },
      resized: (column) => {
        this.#isMeasuring = false;
        this.#screen.resized(this.#tty.size, column);
        this.#paintSoon();
      },
      ended: () => this.#ended.resolve(EXIT.interrupted),
    });
  }

  /** Talks until the person leaves or the server ends it. The chat must have been started. */
  async run(): Promise<ExitCode> {
    const fail = (event: ErrorEvent | PromiseRejectionEvent) => {
      event.preventDefault();
      this.#ended.reject("reason" in event ? event.reason : event.error);
    };
    addEventListener("error", fail);
    addEventListener("unhandledrejection", fail);
    this.#tty.start();
    const stopWatching = effect(() => this.#follow());
    try {
      return this.#account(await this.#ended.promise);
    } finally {
      stopWatching();
      this.#cancelPaint?.();
      this.#cancelCountdown();
      this.#screen.end(this.#lines);
      this.#tty.stop();
    }
  }

  /** Runs whenever something changes that is shown. */
  #follow(): void {
    const { chat, me, style } = this.#options;
    const room = chat.room.value;
    if (this.#shown?.room !== room) {
      const look = () => ({
        columns: this.#tty.size.columns,
        style,
        namesakes: room.namesakes.peek(),
      });
      this.#shown = new ShownRoom(room, { me, look });
      this.#hint = "";
      this.#say(this.#shown.header);
    }
    this.#say(this.#shown.news());
    if (chat.connection.value.status === "ended") this.#ended.resolve(EXIT.refused);
    // Read, so that a change to them is drawn.
    void [chat.rooms.value, room.pending.value, room.typing.value];
    this.#paintSoon();
  }

  #press(key: TypedKey): void {
    this.#hint = "";
    if (this.#input.press(key)) this.#tellTyping(key);
    else if (key.kind === "press") this.#command(key.name);
    this.#paintSoon();
  }

  /** What a key does that does not edit. */
  #command(name: string): void {
    switch (name) {
      case "enter":
        return this.#enterLine();
      case "tab":
        return this.#complete();
      case "page-up":
        return void this.#showOlder();
      case "redraw":
        return this.#screen.clear(this.#live());
      case "interrupt":
        return this.#input.text === "" ? this.#quit() : this.#input.set("");
      case "end-of-input":
        if (this.#input.text === "") return this.#quit();
        return void this.#input.press({ kind: "press", name: "delete" });
    }
  }

  #enterLine(): void {
    const text = this.#input.enter();
    if (text === null || text.trim() === "") return;
    const isCommand = text.startsWith("/") && !text.startsWith("//");
    const isDone = isCommand
      ? runCommand(this.#context(), text)
      : this.#post(text.startsWith("//") ? text.slice(1) : text);
    if (!isDone) this.#input.set(text);
  }

  /** False when it is too long to be sent. */
  #post(text: string): boolean {
    const { chat, limits } = this.#options;
    const bytes = utf8Bytes(text);
    if (bytes > limits.messageBytes) {
      this.#hint = `This is ${bytes} bytes long, the limit is ${limits.messageBytes}`;
      return false;
    }
    const room = chat.room.peek();
    this.#writtenIn.set(room.id, room);
    this.#isQuitting = false;
    room.send({ text });
    return true;
  }

  #tellTyping(key: TypedKey): void {
    const isText = key.kind !== "press" && !this.#input.text.startsWith("/");
    if (isText) this.#options.chat.room.peek().startTyping();
  }

  #complete(): void {
    const { chat } = this.#options;
    const { text, cursor } = this.#input.line;
    const commands = Object.entries(COMMANDS);
    const found = complete(text.slice(0, cursor), {
      commands: commands.map(([name]) => name),
      rooms: chat.rooms.peek().map(roomLabel),
      roomCommands: commands.filter(([, it]) => it.argument === "ROOM").map(([name]) => name),
      people: chat.room.peek().people.online.peek().map((user) => user.name),
    });
    if (!found) return;
    this.#input.line = { text: found.before + text.slice(cursor), cursor: found.before.length };
    this.#hint = found.candidates.map(safeLine).join("  ");
  }

  async #showOlder(): Promise<void> {
    const shown = this.#shown!;
    const lines = await shown.older();
    // Another room may have been opened meanwhile.
    if (this.#shown === shown) this.#say(lines);
    this.#paintSoon();
  }

  #context(): CommandContext {
    const { chat, style } = this.#options;
    return {
      chat,
      style,
      say: (lines) => this.#say(lines),
      hint: (text) => {
        this.#hint = text;
        this.#paintSoon();
      },
      write: (text) => this.#input.set(text),
      showOlder: () => this.#showOlder(),
      quit: () => this.#quit(),
    };
  }

  /** Asks once more when something would be lost. */
  #quit(): void {
    const unsent = this.#unsent().length;
    if (unsent > 0 && !this.#isQuitting) {
      this.#hint = `${unsent} not sent yet: once more leaves without`;
      this.#isQuitting = true;
    } else this.#ended.resolve(EXIT.done);
  }

  #unsent(): { room: string; text: string }[] {
    return [...this.#writtenIn.values()].flatMap((room) =>
      room.pending.peek()
        // The server has the others, though their room is not shown any more.
        .filter((item) => isWaiting(item) || failureOf(item) !== null)
        .map((item) => ({ room: room.id, text: textOf(item) }))
    );
  }

  /** Says what the end leaves behind. */
  #account(code: ExitCode): ExitCode {
    const { chat, style, refusal } = this.#options;
    const state = chat.connection.peek();
    if (state.status === "ended") this.#say([style.alert(refusal() ?? state.reason)]);
    const unsent = this.#unsent();
    if (unsent.length === 0) return code;
    this.#say([
      style.alert("Not sent:"),
      ...unsent.map(({ room, text }) => {
        return `    ${room}: ${snippet(text, this.#tty.size.columns >> 1)}`;
      }),
    ]);
    return code === EXIT.done ? EXIT.notCommitted : code;
  }

  #say(lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  #live() {
    const { chat, style } = this.#options;
    const room = chat.room.peek();
    return liveRows({
      connection: chat.connection.peek(),
      room: room.id,
      rooms: chat.rooms.peek(),
      pending: room.pending.peek(),
      typing: room.typing.peek(),
      hint: this.#hint,
      line: this.#input.line,
      now: systemClock.now(),
    }, { ...this.#tty.size, style, namesakes: room.namesakes.peek() });
  }

  #paintSoon(): void {
    this.#cancelPaint ??= systemClock.after(PAINT_WITHIN_MS, () => this.#paint());
  }

  #paint(): void {
    this.#cancelPaint = null;
    if (this.#isMeasuring) return;
    this.#cancelCountdown();
    const lines = this.#lines;
    this.#lines = [];
    this.#screen.paint(lines, this.#live());
    if (this.#options.chat.connection.peek().status === "waiting") {
      this.#cancelCountdown = systemClock.after(COUNTDOWN_MS, () => this.#paintSoon());
    }
  }
}
