import { systemClock } from "../../client/clock.ts";
import { newId } from "../../client/new_id.ts";
import { TokenBucket } from "../../client/outgoing/token_bucket.ts";
import { Sender } from "../../client/outgoing/sender.ts";
import type { WireError } from "../../protocol/errors.ts";
import type { PublicLimits } from "../../protocol/limits.ts";
import type { Doorway } from "../connection/doorway.ts";
import { EXIT, Failure } from "../exit.ts";
import { note } from "../output.ts";
import { safeLine } from "../safe_text.ts";
import { lineMessage } from "./line_message.ts";
import type { LineReader } from "./line_reader.ts";
import { Link } from "./link.ts";

/** Refusals that concern one text; any other would meet the next one too. */
const ABOUT_THE_TEXT: readonly string[] = ["bad_message", "text_empty", "text_too_long"];

export interface PipeOptions {
  room: string;
  lines: LineReader;
  /** How long to go on without a connection, in milliseconds. */
  giveUpMs: number;
  /** Ends the reading early, as Ctrl+C does. */
  interrupted: AbortSignal;
}

/** Makes every line a message, in order, and returns when the server has committed all of them.
 *  @throws {Failure} when it has not, or when it cannot be begun */
export async function runPipe(doorway: Doorway, options: PipeOptions): Promise<void> {
  const { me, welcome } = await doorway.enter();
  // A room that is not there should not show only with the first line.
  await doorway.ask("history.page", { room: options.room, limit: 1 });
  const pipe = new Pipe(options, welcome.limits);
  const link = new Link(doorway, me, {
    opened: () => pipe.sender.resume(),
    closed: () => pipe.sender.pause(),
    received() {},
  });
  pipe.attach(link);
  await link.run(pipe.run()).catch((error) => {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.code, `${error.message.replace(/\.$/, "")}. ${pipe.account()}`);
  });
}

class Pipe {
  readonly sender: Sender;
  readonly #options: PipeOptions;
  readonly #limits: PublicLimits;
  #link!: Link;
  #read = 0;
  #committed = 0;
  #refused = 0;
  #moved: () => void = () => {};

  constructor(options: PipeOptions, limits: PublicLimits) {
    const { room } = options;
    this.#options = options;
    this.#limits = limits;
    const tokenBucket = new TokenBucket(systemClock);
    tokenBucket.limit(limits.messageBurst, limits.messagesPerSecond);
    this.sender = new Sender({
      post: ({ id, text }) => this.#link.socket.request("message.send", { room, id, text }),
      acknowledged: () => {
        this.#committed++;
        this.#moved();
      },
      refused: (_message, error) => this.#refuse(error),
      rejoin: () => this.#join(),
      tokenBucket,
      clock: systemClock,
      random: Math.random,
    });
  }

  attach(link: Link): void {
    this.#link = link;
    let cancel: (() => void) | null = null;
    link.socket.connection.subscribe(({ status }) => {
      if (status === "waiting") {
        cancel ??= systemClock.after(this.#options.giveUpMs, () => this.#giveUp());
      } else if (status !== "connecting") {
        cancel?.();
        cancel = null;
      }
    });
  }

  /** Resolves when every line is committed.
   *  @throws {Failure} when some were refused */
  async run(): Promise<void> {
    const { lines, interrupted } = this.#options;
    interrupted.addEventListener("abort", () => {
      this.#link.fail(new Failure(EXIT.interrupted, "Interrupted"));
    });
    for (;;) {
      const line = await lines.next(this.#limits.messageBytes);
      if (line === null) break;
      const text = lineMessage(line);
      if (text === null) continue;
      this.#read++;
      this.sender.add({ id: newId(), text });
      // One at a time: of several under way a later one might be taken where an earlier one came too fast.
      while (this.#waiting > 0) await this.#progress();
    }
    if (this.#refused > 0) {
      throw new Failure(EXIT.notCommitted, `The server refused ${messages(this.#refused)}`);
    }
  }

  /** What became of the lines so far, as a sentence. */
  account(): string {
    const unknown = this.#waiting > 0
      ? " The last one got no answer, and may be there or not."
      : "";
    return `${this.#committed} of ${messages(this.#read)} committed.${unknown}`;
  }

  get #waiting(): number {
    return this.#read - this.#committed - this.#refused;
  }

  /** For a server that takes messages only from those in the room. */
  #join(): void {
    const { room } = this.#options;
    this.#link.socket.request("room.join", { room }, () => this.sender.resume())
      .then((result) => !result.ok && this.#refuse(result.error))
      .catch(() => {/* the next connection resumes the sender */});
  }

  #progress(): Promise<void> {
    return new Promise((resolve) => this.#moved = resolve);
  }

  #refuse(error: WireError): void {
    this.#refused++;
    const reason = safeLine(error.message);
    if (ABOUT_THE_TEXT.includes(error.code)) {
      note(`Line not sent: ${reason}`);
      this.#moved();
    } else {
      this.#link.fail(new Failure(EXIT.notCommitted, `The server takes no messages: ${reason}`));
    }
  }

  #giveUp(): void {
    const seconds = this.#options.giveUpMs / 1_000;
    this.#link.fail(new Failure(EXIT.notCommitted, `No connection for ${seconds} s, giving up`));
  }
}

function messages(count: number): string {
  return count === 1 ? "1 message" : `${count} messages`;
}
