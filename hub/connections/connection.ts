import { fitsBytes } from "../../protocol/bytes.ts";
import { CLOSE, type CloseCode } from "../../protocol/close_codes.ts";
import type { Account, User } from "../../protocol/entities.ts";
import { type WireError, wireError } from "../../protocol/errors.ts";
import type { ReplyEvent, ServerEvent } from "../../protocol/events.ts";
import { errorEvent, PROTOCOL } from "../../protocol/events.ts";
import { hasAccount } from "../../protocol/roles.ts";
import type { Decoded } from "../../protocol/codec.ts";
import type { ClientRequest, Replies, RequestType } from "../../protocol/requests.ts";
import type { Place } from "./places.ts";
import { payerOf, type Rates } from "./rates.ts";
import { RequestQueue } from "./request_queue.ts";
import { SendQueue, type SendQueueHost, type SendQueueOwner } from "./send_queue.ts";
import type { Dialect, OpenAdapter, ProtocolAdapter, Versions } from "../ports/dialect.ts";
import type { Origin } from "../ports/identities.ts";
import type { Transport } from "../ports/transport.ts";

/** Close codes by which a peer says goodbye: its person leaves at once. After any other (a reload says 1001, a lost
 *  network 1006) the person stays for a short grace. */
const GOODBYES: ReadonlySet<number> = new Set([1000, 1005]);

const nobody = () => [];

/** A line that is no request: why, and the `ref` it had. */
export type Refused = Extract<Decoded, { ok: false }>;

/** A room as the connections in it know it. */
export interface JoinedRoom {
  readonly id: string;
  /** @param graceMs how long it still counts as looking at the room */
  leave(connection: Connection, graceMs: number): void;
}

/** An audience as the connections in it know it. */
export interface Heard {
  add(connection: Connection): void;
  delete(connection: Connection): boolean;
}

/** What all connections of a hub share. */
export interface ConnectionHost extends SendQueueHost {
  /** Of the store's data. */
  epoch: string;
  rates: Pick<Rates, "takeStrike">;
  /** Of every room. */
  versions: Versions;
  onRequest: (connection: Connection, request: ClientRequest) => void;
  /** A line arrived that is no request. */
  onMalformed: (connection: Connection, refused: Refused) => void;
  /** A frame arrived in which there is nothing. */
  onBlank: (connection: Connection) => void;
  /** Called once, when the connection no longer counts; its socket may linger.
   *  @param graceMs how long its person still counts as online by it */
  onEnd: (connection: Connection, graceMs: number) => void;
}

/** One socket of one person: reads its frames into requests, and carries replies and events back. */
export class Connection implements SendQueueOwner {
  readonly id: number;
  readonly sendQueue: SendQueue;
  /** The audiences it is in: few, and an array that is just long enough takes the least memory. */
  audiences: readonly Heard[] = [];
  /** Rooms it looks at, by id. */
  readonly rooms = new Map<string, JoinedRoom>();
  readonly origin: Origin;
  /** Who it is; null until it says so. */
  account: Account | null = null;
  /** The session by which it came in; null for who only gave a name. */
  sessionId: string | null = null;
  /** Whether it was given the account for lack of its own, and may still say who it is. */
  provisional = false;
  /** The requests that wait for those before them. */
  readonly requests = new RequestQueue();
  /** Settles when the `auth` under way is answered, which whatever was sent after it waits for. */
  signingIn: Promise<void> | null = null;
  /** How many of its changes have not been answered. */
  unanswered = 0;
  /** When its last frame was whole, in whole seconds of the monotonic clock; when it came, if none was yet. A whole number
   *  takes the least memory. */
  heardAtSecond: number;
  /** Why a message of the frame that was read last is put off; null while none is. */
  putOff: WireError | null = null;
  readonly #host: ConnectionHost;
  readonly #transport: Transport;
  readonly #place: Place;
  readonly #adapter: ProtocolAdapter;
  #dialect: Dialect;
  /** Set while it has to say who it is. */
  #cancelAuthTimeout: (() => void) | null = null;
  #strikes = 0;
  #ended = false;

  constructor(
    host: ConnectionHost,
    { id, transport, place, origin, openAdapter }: {
      id: number;
      transport: Transport;
      place: Place;
      origin: Origin;
      openAdapter: OpenAdapter;
    },
  ) {
    this.id = id;
    this.origin = origin;
    this.#host = host;
    this.#transport = transport;
    this.#place = place;
    this.heardAtSecond = this.#second();
    this.#adapter = openAdapter(host.versions);
    this.#dialect = this.#adapter.dialect;
    this.sendQueue = new SendQueue(host, transport, this);
  }

  /** Whether a request of its is under way, or something that it is to hear is not written yet. */
  get isBusy(): boolean {
    return this.unanswered > 0 || this.requests.length > 0 || !this.sendQueue.isEmpty;
  }

  /** Whose share of rates and turns it uses up. */
  get payer(): string {
    return payerOf(this.account, this.#place.prefix);
  }

  /** Whether it is kept in which rooms its person is and how far they have read: not of who came in by name alone. */
  get isKept(): boolean {
    return this.sessionId !== null || (this.account !== null && hasAccount(this.account));
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** In which it hears events. */
  get dialect(): Dialect {
    return this.#dialect;
  }

  /** Ends it after `authTimeoutMs`, unless that is called off. */
  awaitAuth(): void {
    const { clock, limits } = this.#host;
    this.#cancelAuthTimeout = clock.after(limits.authTimeoutMs, () => this.end(CLOSE.policy));
  }

  /** It is somebody's: nothing is awaited any more. */
  becomeKnown(): void {
    this.#stopAwaitingAuth();
    this.#place.becomeKnown();
  }

  /** Greets the peer, before it hears anything else, and makes the requests that its adapter opens with. */
  welcome(): void {
    const { epoch, limits } = this.#host;
    const { messageBytes, frameBytes, pageSize, maxPageSize, messageBurst, messagesPerSecond } =
      limits;
    this.send({
      type: "welcome",
      protocol: PROTOCOL,
      user: this.account,
      epoch,
      limits: { messageBytes, frameBytes, pageSize, maxPageSize, messageBurst, messagesPerSecond },
    });
    this.#request(this.#adapter.opening());
  }

  /** A text frame arrived. Bad input is answered, never thrown. */
  receive(frame: string): void {
    if (this.#ended) return;
    this.heardAtSecond = this.#second();
    const { limits } = this.#host;
    if (!fitsBytes(frame, limits.frameBytes)) {
      const message = `The frame is larger than ${limits.frameBytes} bytes`;
      return this.#refuseFrame(wireError("frame_too_big", message));
    }
    const read = this.#adapter.read(frame, limits);
    if (this.#adapter.dialect !== this.#dialect) this.#speak(this.#adapter.dialect);
    this.putOff = null;
    let isBlank = true;
    for (const decoded of read) {
      isBlank = false;
      if (decoded.ok) this.#host.onRequest(this, decoded.request);
      else if (decoded.error.code === "frame_too_big") return this.#refuseFrame(decoded.error);
      else this.#host.onMalformed(this, decoded);
      if (this.#ended) return;
    }
    if (isBlank) this.#host.onBlank(this);
  }

  /** A binary frame arrived: the protocol has none. */
  receiveBinary(): void {
    if (this.#ended) return;
    this.heardAtSecond = this.#second();
    const error = wireError("binary_frame", "Only text frames are understood");
    this.#host.onMalformed(this, { ok: false, error });
  }

  /** The socket is gone, with this close code. */
  closed(code: number): void {
    this.#place.giveBack();
    this.#finish(GOODBYES.has(code) ? 0 : this.#host.limits.presenceGraceMs);
  }

  laggedLines(room: string): string[] {
    return this.#lines({ type: "lagged", room, version: this.#host.versions.version(room) });
  }

  tooSlow(): void {
    this.end(CLOSE.tryAgainLater);
  }

  /** Says goodbye and counts no more from here on, whether or not the peer reads it.
   *  @param why told before */
  end(close: CloseCode, why?: WireError): void {
    if (this.#ended) return;
    if (why) this.refuse(undefined, why);
    this.sendQueue.close();
    this.#transport.close(close.code, close.name);
    this.#place.linger(this.account?.id ?? null);
    this.#finish(0);
  }

  /** Ends it as if the network had: what its peer is in the middle of saying takes too much memory. */
  drop(): void {
    if (this.#ended) return;
    this.sendQueue.close();
    this.#transport.drop();
    this.#place.linger(this.account?.id ?? null);
    this.#finish(this.#host.limits.presenceGraceMs);
  }

  /** @param people who is online in the event's room, by name */
  send(event: ServerEvent, people: () => readonly User[] = nobody): void {
    for (const text of this.#lines(event, people)) this.sendQueue.add({ text, room: null });
  }

  /** Answers a request that succeeded; a request without `ref` wants no answer. Earlier strikes are forgotten.
   *  @param people who is online in the room that the answer is about, by name */
  reply<Type extends RequestType>(
    ref: string | undefined,
    _type: Type,
    body: Replies[Type],
    people?: () => readonly User[],
  ): void {
    this.#strikes = 0;
    if (ref === undefined) return;
    this.#answer({ type: "reply", ref, ok: true, ...body } as ReplyEvent, people);
  }

  /** Answers a request that failed. */
  refuse(ref: string | undefined, error: WireError): void {
    if (ref !== undefined) this.#answer({ type: "reply", ref, ok: false, error });
    else this.send(errorEvent(error));
  }

  /** Refuses and remembers it: a peer that earns nothing but refusals is flooding. */
  strike(ref: string | undefined, error: WireError): void {
    this.refuse(ref, error);
    this.#strikes += 1;
    if (this.#strikes >= this.#host.limits.floodStrikes) this.end(CLOSE.flooding);
    // Not for good: it may be others of this address who are flooding.
    else if (this.#host.rates.takeStrike(this.payer)) this.end(CLOSE.tryAgainLater);
  }

  #refuseFrame(error: WireError): void {
    this.refuse(undefined, error);
    this.end(CLOSE.tooBig);
  }

  #answer(reply: ReplyEvent, people?: () => readonly User[]): void {
    this.send(reply, people);
    this.#request(this.#adapter.answered(reply));
  }

  #request(requests: ClientRequest[]): void {
    for (const request of requests) this.#host.onRequest(this, request);
  }

  #lines(event: ServerEvent, people: () => readonly User[] = nobody): string[] {
    return this.#dialect.encode(event, people);
  }

  #speak(dialect: Dialect): void {
    const { audiences } = this;
    for (const audience of audiences) audience.delete(this);
    this.#dialect = dialect;
    for (const audience of audiences) audience.add(this);
  }

  #second(): number {
    return Math.floor(this.#host.clock.monotonic() / 1_000);
  }

  #stopAwaitingAuth(): void {
    this.#cancelAuthTimeout?.();
    this.#cancelAuthTimeout = null;
  }

  #finish(graceMs: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopAwaitingAuth();
    this.sendQueue.close();
    for (const room of [...this.rooms.values()]) room.leave(this, graceMs);
    this.#host.onEnd(this, graceMs);
  }
}
