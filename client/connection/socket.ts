import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { CLOSE, shouldReconnect } from "../../protocol/close_codes.ts";
import type { User } from "../../protocol/entities.ts";
import { type BanTerms, type Result, sentence } from "../../protocol/errors.ts";
import type { ErrorEvent, ReplyEvent, ServerEvent, WelcomeEvent } from "../../protocol/events.ts";
import type { ClientRequest, Replies, RequestType } from "../../protocol/requests.ts";
import type { ClientClock } from "../clock.ts";
import type { ConnectionState } from "../types.ts";
import { type Fields, localError } from "./ask.ts";
import { backoffMs } from "./backoff.ts";
import { FrameBatcher } from "./frame_batcher.ts";
import { decodeEvents, encodeRequest } from "./frames.ts";
import { ConnectionLost, ReplyTable } from "./reply_table.ts";

/** Longest an attempt may take, up to the welcome, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** Longest a request waits for its reply, in milliseconds. */
export const REPLY_TIMEOUT_MS = 10_000;
/** Longest a probed connection may stay silent before it is replaced, in milliseconds. */
export const PROBE_TIMEOUT_MS = 5_000;
/** Longest an answer takes once the browser says that it has no network, in milliseconds: where the server is on the same
 *  machine, there is one nevertheless. */
export const DOUBT_TIMEOUT_MS = 500;
/** A connection silent this long is probed, in milliseconds: a page can't see the server's pings, and
 *  a network that went away without a word would look like a quiet room. */
export const SILENCE_MS = 45_000;
/** A draining server's clients come back within this, in milliseconds, not all at once. */
export const DRAIN_SPREAD_MS = 2_000;
/** A connection that lasted less, in milliseconds, counts as one more failed attempt. */
const STABLE_MS = 5_000;

/** Closes a connection that is given up while its person stays: the server takes it for an accident. */
const REPLACED = 4000;

/** The part of a browser's WebSocket that is used here. */
export type WireSocket = Pick<WebSocket, "send" | "close" | "addEventListener">;

export interface SocketOptions {
  /** Starts one connection that asks for PROTOCOL. */
  open(): WireSocket;
  /** Whose page this is. A connection that belongs to somebody else is of no use to it. */
  userId: string;
  clock: ClientClock;
  /** From 0 to just under 1. */
  random(): number;
}

/** What the owner of the socket is told. */
export interface SocketListener {
  /** A connection is up and knows who we are. */
  opened(welcome: WelcomeEvent): void;
  /** That connection is gone; called once for each `opened`. */
  closed(): void;
  /** What one frame brought, in order, welcome and replies apart. */
  received(event: PushedEvent): void;
  /** The connection turned out to be somebody else's, who has signed in in this browser: no other one will be made. */
  replaced(): void;
  /** Make a request that is always answered, and cheap to answer: any answer proves that the connection lives. */
  probe(): void;
}

/** What the server sends unasked. */
export type PushedEvent = Exclude<ServerEvent, WelcomeEvent | ReplyEvent>;

/** One connection to the server after another, until the server says not to come back. */
export class ChatSocket {
  readonly #options: SocketOptions;
  readonly #listener: SocketListener;
  readonly #replies: ReplyTable;
  readonly #writer: FrameBatcher;
  readonly #connection = signal<ConnectionState>({ status: "connecting" });

  /** The one connection that counts; events of an earlier one are passed over. */
  #socket: WireSocket | null = null;
  #welcome: WelcomeEvent | null = null;
  #openedAt = 0;
  #lastFrameAt = 0;
  #failures = 0;
  /** Calls off the connect timeout, the wait for the next attempt or the check for silence. */
  #cancelTimer: () => void = () => {};
  #cancelProbe: (() => void) | null = null;
  /** What the server has said about why it is about to end this for good. */
  #farewell: ErrorEvent | null = null;

  constructor(options: SocketOptions, listener: SocketListener) {
    this.#options = options;
    this.#listener = listener;
    this.#replies = new ReplyTable(options.clock);
    this.#writer = new FrameBatcher(
      (frame) => this.#socket?.send(frame),
      () => this.#welcome?.limits.frameBytes ?? Infinity,
    );
  }

  get connection(): ReadonlySignal<ConnectionState> {
    return this.#connection;
  }

  /** The welcome of the connection that is up; null while none is. */
  get welcome(): WelcomeEvent | null {
    return this.#welcome;
  }

  /** Connects for the first time. */
  start(): void {
    this.#connect();
  }

  /** Closes for good. */
  stop(): void {
    this.#end("The connection was closed.");
  }

  /** Connects at once unless connected or about to be. */
  reconnectNow(): void {
    if (this.#socket) return;
    this.#failures = 0;
    this.#connect();
  }

  /** The computer woke, the tab came to the front or the network came back: what looked alive may
   *  be dead, and what waits need not wait any longer. */
  wake(): void {
    if (this.#connection.value.status === "waiting") this.reconnectNow();
    else this.#probe();
  }

  /** The browser says that there is no network: unless the server answers all the same, the connection is gone. The
   *  browser itself notices only when something is to be sent, and late. */
  doubt(): void {
    if (!this.#socket) return;
    const giveUp = this.#options.clock.after(DOUBT_TIMEOUT_MS, () => this.#lost(null));
    if (this.#welcome) {
      this.#cancelProbe?.();
      this.#cancelProbe = giveUp;
      this.#listener.probe();
    } else {
      this.#cancelTimer();
      this.#cancelTimer = giveUp;
    }
  }

  /** Sends a request; what the server answers, success or refusal.
   *  @param apply runs at a successful reply's place in the stream of events, before those behind it
   *  @throws {ConnectionLost} when no answer will come */
  request<Type extends RequestType>(
    type: Type,
    fields: Fields<Type>,
    apply?: (reply: Replies[Type]) => void,
  ): Promise<Result<Replies[Type]>> {
    if (!this.#welcome) return Promise.reject(new ConnectionLost("Not connected"));
    const askedAt = this.#options.clock.monotonic();
    const { ref, reply } = this.#replies.expect(apply, {
      timeoutMs: REPLY_TIMEOUT_MS,
      // A slow answer on a busy connection is the server's trouble; silence is the connection's.
      onTimeout: () => this.#lastFrameAt < askedAt && this.#replace(),
    });
    const line = encodeRequest({ type, ref, ...fields } as unknown as ClientRequest);
    if (!this.#writer.write(line)) {
      const { error } = localError("frame_too_big", "The message is too long to send");
      this.#replies.settle({ type: "reply", ref, ok: false, error });
    }
    return reply;
  }

  /** Sends something that has no reply; while not connected it is dropped. */
  tell(request: ClientRequest): void {
    if (this.#welcome) this.#writer.write(encodeRequest(request));
  }

  /** What is sent from now on, as far as it fits and is sent in one go, is a frame of its own. */
  startFrame(): void {
    this.#writer.flush();
  }

  #connect(): void {
    this.#cancelTimer();
    this.#connection.value = { status: "connecting" };
    this.#farewell = null;
    const socket = this.#options.open();
    this.#socket = socket;
    this.#cancelTimer = this.#options.clock.after(CONNECT_TIMEOUT_MS, () => this.#lost(null));
    socket.addEventListener("message", (event) => {
      if (socket === this.#socket && typeof event.data === "string") this.#receive(event.data);
    });
    socket.addEventListener("close", (event) => {
      if (socket === this.#socket) this.#lost(event.code);
    });
  }

  /** One update of the screen for one frame, however much it brings. */
  #receive(frame: string): void {
    this.#lastFrameAt = this.#options.clock.monotonic();
    this.#cancelProbe?.();
    this.#cancelProbe = null;
    batch(() => {
      for (const event of decodeEvents(frame)) {
        if (event.type === "welcome") this.#enter(event);
        else if (event.type === "reply") this.#replies.settle(event);
        else if (event.type === "error" && event.ban) this.#farewell = event;
        else if (this.#welcome) this.#listener.received(event);
      }
    });
  }

  #enter(welcome: WelcomeEvent): void {
    if (this.#welcome) return;
    if (!welcome.user) return this.#end(closeReason(CLOSE.signedOut.code));
    if (welcome.user.id !== this.#options.userId) {
      this.#listener.replaced();
      return this.#end(otherUser(welcome.user));
    }
    this.#welcome = welcome;
    this.#openedAt = this.#options.clock.monotonic();
    this.#watchSilence(SILENCE_MS);
    this.#connection.value = { status: "online" };
    this.#listener.opened(welcome);
  }

  #watchSilence(delayMs: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(delayMs, () => {
      const silentMs = this.#options.clock.monotonic() - this.#lastFrameAt;
      if (silentMs >= SILENCE_MS) this.#probe();
      this.#watchSilence(silentMs >= SILENCE_MS ? SILENCE_MS : SILENCE_MS - silentMs);
    });
  }

  #probe(): void {
    if (!this.#welcome || this.#cancelProbe) return;
    this.#cancelProbe = this.#options.clock.after(PROBE_TIMEOUT_MS, () => this.#replace());
    this.#listener.probe();
  }

  /** Gives a dead connection up without waiting for the network to say so. */
  #replace(): void {
    if (!this.#socket) return;
    batch(() => {
      this.#release(REPLACED);
      this.#failures = 0;
      this.#connect();
    });
  }

  /** @param code the close code; null when the attempt took too long */
  #lost(code: number | null): void {
    const { clock, random } = this.#options;
    if (code === CLOSE.banned.code && this.#farewell) {
      return this.#end(sentence(this.#farewell), this.#farewell.ban);
    }
    if (code !== null && !shouldReconnect(code)) return this.#end(closeReason(code));
    const stable = this.#welcome !== null && clock.monotonic() - this.#openedAt >= STABLE_MS;
    if (stable) this.#failures = 0;
    const delayMs = code === CLOSE.goingAway.code && this.#failures === 0
      ? Math.floor(random() * DRAIN_SPREAD_MS)
      : backoffMs(this.#failures, random());
    this.#failures++;
    batch(() => {
      this.#release(REPLACED);
      this.#connection.value = { status: "waiting", retryAt: clock.now() + delayMs };
    });
    this.#cancelTimer = clock.after(delayMs, () => this.#connect());
  }

  #end(reason: string, ban?: BanTerms): void {
    batch(() => {
      this.#release(CLOSE.normal.code);
      this.#connection.value = ban ? { status: "ended", reason, ban } : { status: "ended", reason };
    });
  }

  /** Lets go of the current connection and of all that hangs on it. */
  #release(code: number): void {
    const socket = this.#socket;
    const wasUp = this.#welcome !== null;
    this.#socket = null;
    this.#welcome = null;
    this.#cancelTimer();
    this.#cancelProbe?.();
    this.#cancelProbe = null;
    this.#writer.clear();
    socket?.close(code);
    if (wasUp) this.#listener.closed();
    this.#replies.rejectAll();
  }
}

function otherUser(user: User): string {
  return `You signed in as ${user.name} in another tab. Reload this page to go on.`;
}

/** A final close code as a sentence. */
function closeReason(code: number): string {
  switch (code) {
    case CLOSE.signedOut.code:
      return "You are signed out.";
    case CLOSE.banned.code:
      return "You cannot come in under this name any more.";
    case CLOSE.flooding.code:
      return "The server closed the connection because this tab sent too much.";
    case CLOSE.policy.code:
      return "The server does not accept this connection.";
    default:
      return "The server closed the connection.";
  }
}
