import { systemClock } from "../../client/clock.ts";
import { decodeEvents } from "../../client/connection/frames.ts";
import type { WireSocket } from "../../client/connection/socket.ts";
import type { WireError } from "../../protocol/errors.ts";
import { PROTOCOL, type ReplyEvent, type WelcomeEvent } from "../../protocol/events.ts";
import { CLOSE } from "../../protocol/close_codes.ts";
import type { Authenticator } from "./authenticator.ts";

/** Longest wait before `auth` is sent again on the same connection, in milliseconds. Must be well below the
 *  server's time for saying who one is (30 s). */
const LONGEST_WAIT_MS = 15_000;
/** Closes a connection that may be tried again: the server takes it for an accident. */
const TRY_AGAIN = 4000;

/** A connection ended before the server had let us in. */
export class NotLetIn extends Error {
  override name = "NotLetIn";
  /** The server's reason; null when it could not be reached at all. */
  readonly refusal: WireError | null;

  constructor(message: string, refusal: WireError | null) {
    super(message);
    this.refusal = refusal;
  }
}

/** A WebSocket that says who one is by itself. Whoever listens hears the welcome with the user in it, as a browser with
 *  a session cookie would; until somebody listens, only what is asked with `ask` is answered. */
export class AuthenticatedSocket extends EventTarget implements WireSocket {
  /** The welcome once the server has let us in. Rejects with NotLetIn. */
  readonly ready: Promise<WelcomeEvent>;
  readonly #socket: WebSocket;
  readonly #authenticator: Authenticator;
  readonly #answers = new Map<string, (reply: ReplyEvent | null) => void>();
  #welcome: WelcomeEvent | null = null;
  #isLetIn = false;
  #isHeard = false;
  #lastRef = 0;
  #cancelRetry: () => void = () => {};
  #trouble = "The server closed the connection";
  #settle!: { resolve(welcome: WelcomeEvent): void; reject(reason: NotLetIn): void };

  constructor(url: string, authenticator: Authenticator) {
    super();
    this.#authenticator = authenticator;
    this.ready = new Promise((resolve, reject) => this.#settle = { resolve, reject });
    // After a reconnect nobody waits for it: the listeners are told of the end.
    this.ready.catch(() => {});
    this.#socket = new WebSocket(url, PROTOCOL);
    this.#socket.addEventListener("message", ({ data }) => this.#receive(String(data)));
    this.#socket.addEventListener("error", (event) => {
      const { message } = event as ErrorEvent;
      this.#trouble = message.replace(/^.*WebSocket: /, "") || this.#trouble;
    });
    this.#socket.addEventListener("close", ({ code }) => this.#end(code));
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  override addEventListener(...args: Parameters<EventTarget["addEventListener"]>): void {
    super.addEventListener(...args);
    if (args[0] !== "message" || this.#isHeard) return;
    this.#isHeard = true;
    if (this.#isLetIn) queueMicrotask(() => this.#tell(this.#welcomeLine()));
  }

  send(data: string): void {
    this.#socket.send(data);
  }

  close(code?: number): void {
    this.#cancelRetry();
    this.#socket.close(code);
  }

  /** Resolves when the connection is gone, and at the latest after so many milliseconds. */
  async ended(mostMs: number): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, mostMs);
      this.#socket.addEventListener("close", () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** One request before anybody listens; null when the connection ended first. */
  ask(request: Record<string, unknown>): Promise<ReplyEvent | null> {
    const ref = `first-${++this.#lastRef}`;
    this.send(JSON.stringify({ ...request, ref }));
    return new Promise((resolve) => this.#answers.set(ref, resolve));
  }

  #receive(frame: string): void {
    if (this.#isHeard && this.#isLetIn) return this.#tell(frame);
    for (const event of decodeEvents(frame)) {
      if (event.type === "welcome") this.#meet(event);
      else if (event.type === "reply") this.#settleReply(event);
      else if (event.type === "error") this.#trouble = event.message;
    }
  }

  #meet(welcome: WelcomeEvent): void {
    this.#welcome = welcome;
    this.#authenticate();
  }

  #authenticate(): void {
    this.send(JSON.stringify({ type: "auth", ref: "auth", ...this.#authenticator.fields() }));
  }

  #settleReply(reply: ReplyEvent): void {
    if (reply.ref !== "auth") {
      this.#answers.get(reply.ref)?.(reply);
      this.#answers.delete(reply.ref);
    } else if (reply.ok) {
      this.#authenticator.accepted(reply.token);
      this.#isLetIn = true;
      this.#welcome = { ...this.#welcome!, user: reply.user! };
      this.#settle.resolve(this.#welcome);
      if (this.#isHeard) this.#tell(this.#welcomeLine());
    } else this.#refused(reply.error);
  }

  #refused(error: WireError): void {
    const waitMs = error.retryAfterMs ?? 0;
    if (error.retryable && waitMs > 0 && waitMs <= LONGEST_WAIT_MS) {
      this.#cancelRetry = systemClock.after(waitMs, () => this.#authenticate());
    } else if (error.retryable) {
      this.#trouble = error.message;
      this.#socket.close(TRY_AGAIN);
    } else if (this.#authenticator.refused(error)) this.#authenticate();
    else {
      this.#socket.close(CLOSE.normal.code);
      this.#end(CLOSE.signedOut.code);
    }
  }

  #welcomeLine(): string {
    return JSON.stringify(this.#welcome);
  }

  #tell(frame: string): void {
    this.dispatchEvent(new MessageEvent("message", { data: frame }));
  }

  #end(code: number): void {
    this.#cancelRetry();
    const { refusal } = this.#authenticator;
    this.#settle.reject(new NotLetIn(refusal?.message ?? this.#trouble, refusal));
    for (const answer of this.#answers.values()) answer(null);
    this.#answers.clear();
    this.dispatchEvent(new CloseEvent("close", { code }));
  }
}
