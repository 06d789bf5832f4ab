import { fitsBytes } from "../protocol/bytes.ts";
import { CLOSE, type CloseCode } from "../protocol/close_codes.ts";
import type { Account, User } from "../protocol/entities.ts";
import { type WireError, wireError } from "../protocol/errors.ts";
import type { Replies, ReplyEvent, RequestType, ServerEvent } from "../protocol/events.ts";
import { PROTOCOL } from "../protocol/events.ts";
import type { Decoded } from "../protocol/codec.ts";
import type { Limits } from "../protocol/limits.ts";
import type { ClientRequest } from "../protocol/requests.ts";
import { Lane } from "./lane.ts";
import { Outbox } from "./outbox.ts";
import type { Clock, Dialect, OpenSession, Origin, Session, Transport, Versions } from "./ports.ts";
import type { Turn } from "./turn.ts";

/** Close codes by which a peer says it is done: its person leaves at once. After any other (a reload says
 *  1001, a lost network 1006) the person stays for a short grace. */
const GOODBYES: ReadonlySet<number> = new Set([1000, 1005]);

const nobody = () => [];

/** Why a line is no request, and the `ref` it had. */
export type Refused = Extract<Decoded, { ok: false }>;

/** A room as its members' connections know it. */
export interface JoinedRoom {
  readonly id: string;
  /** @param graceMs how long the person still counts as present */
  leave(connection: Connection, graceMs: number): void;
  /** Who came in as one person is another. */
  changePerson(from: Account, to: Account): void;
}

/** An audience as its connections know it. */
export interface Heard {
  add(connection: Connection): void;
  delete(connection: Connection): boolean;
}

export interface ConnectionOptions {
  id: number;
  transport: Transport;
  openSession: OpenSession;
  clock: Clock;
  turn: Turn;
  limits: Limits;
  origin: Origin;
  rooms: Versions;
  onRequest: (connection: Connection, request: ClientRequest) => void;
  /** A line arrived that is no request. */
  onMalformed: (connection: Connection, refused: Refused) => void;
  /** Called once, when the connection counts no more; its socket may linger. */
  onEnd: (connection: Connection) => void;
}

/** One socket of one person: reads frames into requests, and carries replies and events back. */
export class Connection {
  readonly id: number;
  readonly outbox: Outbox;
  /** Whom it hears events with. */
  readonly audiences = new Set<Heard>();
  /** Rooms it is in, by id. */
  readonly rooms = new Map<string, JoinedRoom>();
  readonly origin: Origin;
  /** Who it is; null until it says so. */
  account: Account | null = null;
  /** The session by which it came in; null for who only gave a name. */
  sessionId: string | null = null;
  /** Whether the account stands in for somebody who has not said who they are, and still may. */
  provisional = false;
  /** Requests whose order matters to each other. */
  readonly lane = new Lane();
  /** Settles when the `auth` under way is answered: what was sent after it waits for it. */
  signingIn: Promise<void> | null = null;
  /** Changes it asked for that have not been answered. */
  unanswered = 0;
  readonly #options: ConnectionOptions;
  readonly #session: Session;
  #dialect: Dialect;
  #strikes = 0;
  #ended = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.id = options.id;
    this.#session = options.openSession(options.rooms);
    this.#dialect = this.#session.dialect;
    this.origin = options.origin;
    this.outbox = new Outbox({
      transport: options.transport,
      clock: options.clock,
      turn: options.turn,
      limits: options.limits,
      dialect: this.#dialect,
      laggedLines: (room) =>
        this.#lines({ type: "lagged", room, version: options.rooms.version(room) }),
      onTooSlow: () => this.end(CLOSE.tryAgainLater),
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** What it hears events in. */
  get dialect(): Dialect {
    return this.#dialect;
  }

  /** Greets the peer, the first thing it hears, and asks for what it came for. */
  welcome(): void {
    const { messageBytes, frameBytes, pageSize, maxPageSize, messageBurst, messagesPerSecond } =
      this.#options.limits;
    this.send({
      type: "welcome",
      protocol: PROTOCOL,
      user: this.account,
      limits: { messageBytes, frameBytes, pageSize, maxPageSize, messageBurst, messagesPerSecond },
    });
    this.#request(this.#session.opening());
  }

  /** A text frame arrived. Bad input is answered, never thrown. */
  receive(frame: string): void {
    if (this.#ended) return;
    const { limits } = this.#options;
    if (!fitsBytes(frame, limits.frameBytes)) {
      const message = `The frame is larger than ${limits.frameBytes} bytes`;
      this.refuse(undefined, wireError("frame_too_big", message));
      return this.end(CLOSE.tooBig);
    }
    const read = this.#session.read(frame, limits);
    if (this.#session.dialect !== this.#dialect) this.#speak(this.#session.dialect);
    for (const decoded of read) {
      if (decoded.ok) this.#options.onRequest(this, decoded.request);
      else this.#options.onMalformed(this, decoded);
      if (this.#ended) return;
    }
  }

  /** A binary frame arrived: the protocol has none. */
  receiveBinary(): void {
    if (this.#ended) return;
    const error = wireError("binary_frame", "Only text frames are understood");
    this.#options.onMalformed(this, { ok: false, error });
  }

  /** The socket is gone, with this close code. */
  closed(code: number): void {
    this.#finish(GOODBYES.has(code) ? 0 : this.#options.limits.presenceGraceMs);
  }

  /** Says goodbye and counts no more from here on, whether or not the peer reads it. */
  end(close: CloseCode): void {
    if (this.#ended) return;
    this.outbox.close();
    this.#options.transport.close(close.code, close.name);
    this.#finish(0);
  }

  /** @param people who is in the event's room, by name */
  send(event: ServerEvent, people: () => User[] = nobody): void {
    for (const line of this.#lines(event, people)) this.outbox.push(line);
  }

  /** Answers a request that succeeded; a request without `ref` wants no answer. Earlier strikes are forgotten. */
  reply<Type extends RequestType>(ref: string | undefined, _type: Type, body: Replies[Type]): void {
    this.#strikes = 0;
    if (ref !== undefined) this.#answer({ type: "reply", ref, ok: true, ...body } as ReplyEvent);
  }

  /** Answers a request that failed. */
  refuse(ref: string | undefined, error: WireError): void {
    if (ref !== undefined) this.#answer({ type: "reply", ref, ok: false, error });
    else this.send({ type: "error", code: error.code, message: error.message });
  }

  /** Refuses and remembers it: a peer that earns nothing but refusals is flooding. */
  strike(ref: string | undefined, error: WireError): void {
    this.refuse(ref, error);
    this.#strikes += 1;
    if (this.#strikes >= this.#options.limits.floodStrikes) this.end(CLOSE.flooding);
  }

  #answer(reply: ReplyEvent): void {
    this.send(reply);
    this.#request(this.#session.answered(reply));
  }

  #request(requests: ClientRequest[]): void {
    for (const request of requests) this.#options.onRequest(this, request);
  }

  #lines(event: ServerEvent, people: () => User[] = nobody): string[] {
    return this.#dialect.encode(event, people);
  }

  #speak(dialect: Dialect): void {
    const audiences = [...this.audiences];
    for (const audience of audiences) audience.delete(this);
    this.#dialect = dialect;
    for (const audience of audiences) audience.add(this);
  }

  #finish(graceMs: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.outbox.close();
    for (const room of [...this.rooms.values()]) room.leave(this, graceMs);
    this.#options.onEnd(this);
  }
}
