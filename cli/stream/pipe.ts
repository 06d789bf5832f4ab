import { systemClock } from "../../client/clock.ts";
import { newId } from "../../client/new_id.ts";
import { Outgoing } from "../../client/outgoing/outgoing.ts";
import { memoryStore } from "../../client/outgoing/outgoing_store.ts";
import type { User } from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";
import type { PublicLimits } from "../../protocol/limits.ts";
import type { Connector } from "../connection/connector.ts";
import { EXIT, Failure } from "../exit.ts";
import { note } from "../output.ts";
import { safeLine } from "../safe_text.ts";
import { lineMessage } from "./line_text.ts";
import type { LineReader } from "./line_reader.ts";
import { StreamConnection } from "./stream_connection.ts";

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
export async function runPipe(connector: Connector, options: PipeOptions): Promise<void> {
  const { me, welcome } = await connector.enter();
  // A room that is not there should not show only with the first line.
  await connector.ask("history.page", { room: options.room, limit: 1 });
  const pipe = new Pipe(me, welcome.limits, options);
  const connection = new StreamConnection(connector, me, {
    opened: (welcome) => pipe.outgoing.resume(welcome),
    closed: () => pipe.outgoing.pause(),
    received() {},
  });
  pipe.attach(connection);
  await connection.run(pipe.run()).catch((error) => {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.code, `${error.message.replace(/\.$/, "")}. ${pipe.account()}`);
  });
}

class Pipe {
  readonly outgoing: Outgoing;
  readonly #options: PipeOptions;
  readonly #limits: PublicLimits;
  #connection!: StreamConnection;
  #read = 0;
  #committed = 0;
  #refused = 0;
  #moved: () => void = () => {};

  constructor(me: User, limits: PublicLimits, options: PipeOptions) {
    this.#options = options;
    this.#limits = limits;
    this.outgoing = new Outgoing({
      userId: me.id,
      store: memoryStore(),
      locks: null,
      newId,
      ask: (type, fields, apply) => this.#connection.socket.request(type, fields, apply),
      startFrame: () => this.#connection.socket.startFrame(),
      clock: systemClock,
      random: Math.random,
      log: () => null,
      acknowledged: () => {
        this.#committed++;
        this.#moved();
      },
      refused: (_item, error) => this.#refuse(error),
    });
  }

  attach(connection: StreamConnection): void {
    this.#connection = connection;
    let cancel: (() => void) | null = null;
    connection.socket.connection.subscribe(({ status }) => {
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
      this.#connection.fail(new Failure(EXIT.interrupted, "Interrupted"));
    });
    for (;;) {
      const line = await lines.next(this.#limits.messageBytes);
      if (line === null) break;
      const text = lineMessage(line);
      if (text === null) continue;
      this.#read++;
      this.outgoing.add(this.#options.room, { kind: "post", content: { text } });
      // One at a time, so that no more than one is in doubt when the connection is lost for good.
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
      this.#connection.fail(
        new Failure(EXIT.notCommitted, `The server takes no messages: ${reason}`),
      );
    }
  }

  #giveUp(): void {
    const seconds = this.#options.giveUpMs / 1_000;
    this.#connection.fail(
      new Failure(EXIT.notCommitted, `No connection for ${seconds} s, giving up`),
    );
  }
}

function messages(count: number): string {
  return count === 1 ? "1 message" : `${count} messages`;
}
