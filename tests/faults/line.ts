import type { ReplyEvent, ServerEvent } from "../../protocol/events.ts";

/** How long a request may go without an answer, and the line without a word, before the connection counts as
 *  dead, in milliseconds. */
const ANSWER_MS = 3_000;
/** After this long without a word from the server the line is tried, in milliseconds. */
const SILENCE_MS = 1_500;

/** What a line tells its owner. Nothing is told after `onDown`. */
export interface LineOptions {
  url: string;
  onEvent: (event: Exclude<ServerEvent, ReplyEvent>) => void;
  /** It has been quiet for a while: ask for something, to see whether anybody is there. */
  onSilence: () => void;
  /** It ended, or gave no answer in time. Called once. */
  onDown: (code: number) => void;
}

/** One connection that notices when it is dead, which a socket alone does not. */
export class Line {
  /** Resolves with `onDown`. */
  readonly down: Promise<void>;
  /** Resolves when the socket itself has closed, however long after that. */
  readonly closed: Promise<void>;
  readonly #options: LineOptions;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, { sinceMs: number; take: (reply: ReplyEvent) => void }>();
  readonly #watch: ReturnType<typeof setInterval>;
  readonly #endDown: () => void;
  readonly #openedMs = performance.now();
  #heardMs = performance.now();
  #lastRef = 0;
  #isDown = false;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#socket = new WebSocket(options.url, "confab.v1");
    const down = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    this.down = down.promise;
    this.closed = closed.promise;
    this.#endDown = down.resolve;
    this.#socket.onmessage = ({ data }) => this.#receive(data);
    this.#socket.onclose = ({ code }) => {
      this.#down(code);
      closed.resolve();
    };
    this.#watch = setInterval(() => this.#look(), 250);
  }

  get isUp(): boolean {
    return !this.#isDown && this.#socket.readyState === WebSocket.OPEN;
  }

  /** Writes requests as one frame; each reply goes to its own `take`. */
  ask(requests: { request: Record<string, unknown>; take: (reply: ReplyEvent) => void }[]): void {
    if (!this.isUp || requests.length === 0) return;
    const sinceMs = performance.now();
    const lines = requests.map(({ request, take }) => {
      const ref = String(++this.#lastRef);
      this.#waiting.set(ref, { sinceMs, take });
      return JSON.stringify({ ref, ...request });
    });
    this.#socket.send(lines.join("\n"));
  }

  /** Ends it; the owner hears of it at once. */
  hangUp(code = 1000): void {
    if (this.#socket.readyState < WebSocket.CLOSING) this.#socket.close(code);
    this.#down(code);
  }

  #receive(frame: string): void {
    this.#heardMs = performance.now();
    for (const line of frame.split("\n")) {
      if (this.#isDown) return;
      const event = JSON.parse(line) as ServerEvent;
      if (event.type !== "reply") this.#options.onEvent(event);
      else {
        const waiting = this.#waiting.get(event.ref);
        this.#waiting.delete(event.ref);
        waiting?.take(event);
      }
    }
  }

  #look(): void {
    const now = performance.now();
    const oldest = this.#waiting.values().next().value?.sinceMs ?? Infinity;
    const isOpening = this.#socket.readyState === WebSocket.CONNECTING;
    const isDead = now - Math.max(oldest, this.#heardMs) > ANSWER_MS;
    if (isDead || (isOpening && now - this.#openedMs > ANSWER_MS)) {
      return this.hangUp(4000);
    }
    if (now - this.#heardMs > SILENCE_MS && this.isUp && this.#waiting.size === 0) {
      this.#options.onSilence();
    }
  }

  #down(code: number): void {
    if (this.#isDown) return;
    this.#isDown = true;
    clearInterval(this.#watch);
    this.#endDown();
    this.#options.onDown(code);
  }
}
