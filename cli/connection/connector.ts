import { systemClock } from "../../client/clock.ts";
import { CONNECT_TIMEOUT_MS, type WireSocket } from "../../client/connection/socket.ts";
import type { Replies, RequestType } from "../../protocol/requests.ts";
import type { ReplyEvent, WelcomeEvent } from "../../protocol/events.ts";
import { CLOSE } from "../../protocol/close_codes.ts";
import { EXIT, Failure } from "../exit.ts";
import { safeLine } from "../safe_text.ts";
import { AuthenticatedSocket, NotLetIn } from "./authenticated_socket.ts";
import type { Authenticator } from "./authenticator.ts";

/** Longest the server may take over the end of a connection, in milliseconds. */
const GOODBYE_MS = 1_000;

/** Who one is to the server. */
type Myself = NonNullable<WelcomeEvent["user"]>;

/** Where connections to one server come from. The first one tells who we are, and answers a few questions, before it is
 *  handed on; a command that cannot even begin ends with a sentence instead of trying for ever. */
export class Connector {
  readonly url: string;
  readonly #authenticator: Authenticator;
  #first: AuthenticatedSocket | null = null;
  #current: AuthenticatedSocket | null = null;

  constructor(url: string, authenticator: Authenticator) {
    this.url = url;
    this.#authenticator = authenticator;
  }

  /** Why the server let us in no more, as a sentence; null while it does. */
  get refusal(): string | null {
    const { refusal } = this.#authenticator;
    return refusal && safeLine(refusal.message);
  }

  /** Makes the first connection.
   *  @throws {Failure} when the server cannot be reached, or does not let us in */
  async enter(): Promise<{ me: Myself; welcome: WelcomeEvent }> {
    const socket = this.#first = this.#current = new AuthenticatedSocket(
      this.url,
      this.#authenticator,
    );
    const timer = setTimeout(() => socket.close(CLOSE.normal.code), CONNECT_TIMEOUT_MS);
    try {
      const welcome = await socket.ready;
      return { me: welcome.user!, welcome };
    } catch (error) {
      if (!(error instanceof NotLetIn)) throw error;
      const reason = safeLine(error.message);
      if (error.refusal) throw new Failure(EXIT.refused, `Not let in: ${reason}`);
      throw new Failure(EXIT.unreachable, `Cannot reach ${this.url}: ${reason}`);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asks on the first connection, before `open`.
   *  @throws {Failure} when it is refused, or the connection ended */
  async ask<Type extends RequestType>(
    type: Type,
    fields: Record<string, unknown>,
  ): Promise<Replies[Type]> {
    for (;;) {
      const reply: ReplyEvent | null = await this.#first!.ask({ type, ...fields });
      if (reply === null) throw new Failure(EXIT.unreachable, `${this.url} closed the connection`);
      if (reply.ok) return reply as unknown as Replies[Type];
      const { retryable, retryAfterMs, message } = reply.error;
      if (!retryable) throw new Failure(EXIT.noRoom, safeLine(message));
      if (retryAfterMs === undefined) throw new Failure(EXIT.unreachable, safeLine(message));
      await new Promise((resolve) => systemClock.after(retryAfterMs, () => resolve(null)));
    }
  }

  /** A connection that says who we are by itself: the first one if it still stands, else a new one. */
  open(): WireSocket {
    const first = this.#first;
    this.#first = null;
    return this.#current = first?.isOpen
      ? first
      : new AuthenticatedSocket(this.url, this.#authenticator);
  }

  /** Closes what is open, and waits until the server has heard of it: to it we have left then, not vanished. */
  async leave(): Promise<void> {
    const socket = this.#current;
    if (!socket) return;
    socket.close(CLOSE.normal.code);
    await socket.ended(GOODBYE_MS);
  }
}
