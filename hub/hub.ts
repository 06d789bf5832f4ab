import { CLOSE, type CloseCode } from "../protocol/close_codes.ts";
import {
  type Account,
  type ChangePage,
  publicUser,
  type RoomInfo,
  type User,
} from "../protocol/entities.ts";
import { fail, ok, type Result, type WireError, wireError } from "../protocol/errors.ts";
import type { Limits } from "../protocol/limits.ts";
import { mayRead } from "../protocol/room_rules.ts";
import type { CommandContext } from "./commands/context.ts";
import { execute, refuseMalformed } from "./commands/execute.ts";
import { Connection, type ConnectionHost } from "./connections/connection.ts";
import { ConnectionRegistry } from "./connections/connection_registry.ts";
import { DIRECT_PREFIX } from "./rooms/direct_id.ts";
import type { Broker, BrokerEvent } from "./ports/broker.ts";
import type { Clock } from "./ports/clock.ts";
import type { OpenAdapter, Versions } from "./ports/dialect.ts";
import type { Identities, Identity, Origin } from "./ports/identities.ts";
import type { Logger } from "./ports/logger.ts";
import type { NewRoom, RoomPatch, RoomRecord, Store } from "./ports/store.ts";
import type { Transport } from "./ports/transport.ts";
import { OutageLog } from "./outage_log.ts";
import { RateLimit } from "./connections/rate_limit.ts";
import { Erasures } from "./rooms/erasures.ts";
import { Room, type RoomServices } from "./rooms/room.ts";
import { RoomListFeed } from "./rooms/room_list_feed.ts";
import { Tick } from "./connections/tick.ts";
import { SocketPoller } from "./connections/socket_poller.ts";

/** How often a draining hub looks whether all is answered, in milliseconds. */
const DRAIN_POLL_MS = 10;

export interface HubOptions {
  store: Store;
  identities: Identities;
  broker: Broker;
  clock: Clock;
  log: Logger;
  limits: Limits;
  /** Whether a name is enough to come in. */
  guests: boolean;
  /** What an IP address is part of: limits by address are limits of that. */
  ipPrefixOf: (address: string) => string;
}

/** What the page of a room shows before any script runs. */
export interface RoomView {
  room: RoomInfo;
  page: ChangePage;
  people: User[];
}

/** All rooms and all connections of one server. Every way in (confab.v1, the seeds' dialects, pages) meets here. */
export class Hub implements CommandContext, Versions {
  readonly store: Store;
  readonly identities: Identities;
  readonly limits: Limits;
  readonly log: Logger;
  readonly outages: OutageLog;
  /** Whether a name is enough to come in. */
  readonly guests: boolean;
  readonly messageRate: RateLimit;
  readonly commandRate: RateLimit;
  /** New guests, by network. */
  readonly #guestRate: RateLimit;
  /** New rooms, by network. */
  readonly #roomRate: RateLimit;
  readonly #broker: Broker;
  readonly #host: ConnectionHost;
  readonly #rooms = new Map<string, Room>();
  readonly #ipPrefixOf: (address: string) => string;
  readonly #connections: ConnectionRegistry;
  readonly #news: RoomListFeed;
  readonly #erasures: Erasures;
  #lastConnectionId = 0;
  #draining = false;

  private constructor(options: HubOptions) {
    const { clock, limits } = options;
    this.store = options.store;
    this.identities = options.identities;
    this.limits = limits;
    this.log = options.log;
    this.outages = new OutageLog(options.log, () => clock.monotonic());
    this.guests = options.guests;
    this.#ipPrefixOf = options.ipPrefixOf;
    this.#connections = new ConnectionRegistry(limits, options.ipPrefixOf);
    this.#news = new RoomListFeed(clock, this.#connections);
    this.#broker = options.broker;
    const { store, outages } = this;
    this.#erasures = new Erasures({ store, rooms: this.#rooms, clock, outages });
    this.#host = {
      clock,
      limits,
      tick: new Tick(clock),
      poller: new SocketPoller(clock),
      versions: this,
      onRequest: (connection, request) => void execute(this, connection, request),
      onMalformed: (connection, refused) => refuseMalformed(this, connection, refused),
      onEnd: (connection) => this.#forget(connection),
    };
    const rateLimit = (burst: number, perSecond: number) =>
      new RateLimit({ burst, perSecond, monotonic: () => clock.monotonic() });
    this.messageRate = rateLimit(limits.messageBurst, limits.messagesPerSecond);
    this.commandRate = rateLimit(limits.commandBurst, limits.commandsPerSecond);
    this.#guestRate = rateLimit(limits.connectionsPerAddress, limits.guestsPerSecond);
    this.#roomRate = rateLimit(limits.roomBurst, limits.roomsPerSecond);
    this.#broker.subscribe((event) => this.#onBrokerEvent(event));
  }

  /** A hub that knows all rooms of its store, and the given ones, which it makes if need be.
   *  @throws StorageError when the store cannot be read */
  static async open(
    options: HubOptions & { rooms: { id: string; title: string; topic: string }[] },
  ): Promise<Hub> {
    const hub = new Hub(options);
    await hub.#loadRooms();
    for (const room of options.rooms) {
      if (hub.#rooms.has(room.id)) continue;
      const record = await options.store.createRoom({ ...room, kind: "public", members: [] });
      if (record) hub.#addRoom(record);
    }
    // What an earlier process did not get done.
    hub.#erasures.begin();
    return hub;
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  get roomCount(): number {
    return this.#rooms.size;
  }

  version(room: string): number {
    return this.#rooms.get(room)?.version ?? 0;
  }

  /** A room as somebody may see it; undefined when there is none they may know of. */
  room(id: string, account: Account): Room | undefined {
    const room = this.#rooms.get(id);
    return room && mayRead(account, room) ? room : undefined;
  }

  /** All rooms somebody may see, by title; without an account the public ones. */
  rooms(account: Account | null): RoomInfo[] {
    return [...this.#rooms.values()]
      .filter((room) => account ? mayRead(account, room) : room.kind === "public")
      .map((room) => room.info)
      .sort((a, b) => a.title.localeCompare(b.title, "en") || (a.id < b.id ? -1 : 1));
  }

  /** A room as a page shows it; null when there is none that the account may see.
   *  @throws StorageError */
  async view(id: string, account: Account): Promise<RoomView | null> {
    const room = this.room(id, account);
    if (!room) return null;
    const page = await this.store.snapshot(id, this.limits.pageSize);
    return page && { room: room.info, page, people: room.people };
  }

  /** Makes a room and tells everybody who may see it. The title must have been parsed.
   *  @param address who asks: an IP address
   *  @throws StorageError */
  async createRoom(room: NewRoom, address: string): Promise<Result<Room>> {
    const { id } = room;
    if (id.startsWith(DIRECT_PREFIX) && room.kind !== "direct") {
      return fail(
        "bad_message",
        `Ids that begin with "${DIRECT_PREFIX}" are for direct conversations`,
      );
    }
    const taken = fail("room_exists", `There is a room "${id}" already`);
    if (this.#rooms.has(id)) return taken;
    if (this.#rooms.size >= this.limits.rooms) {
      return fail("too_many_rooms", `There are ${this.limits.rooms} rooms, the limit`);
    }
    const error = this.#roomRate.refuse(this.#ipPrefixOf(address), "new rooms");
    if (error) return { ok: false, error };
    const record = await this.store.createRoom(room);
    if (!record) {
      // Made by another hub, or by this one when the store broke down before it could answer.
      await this.#loadRooms();
      return taken;
    }
    this.publishRoom(record);
    return ok(this.#rooms.get(id)!);
  }

  /** Changes a room for somebody who may, and tells everybody who may see it. Titles and topics must have been parsed.
   *  @throws StorageError */
  async updateRoom(id: string, patch: RoomPatch, account: Account): Promise<Result<Room>> {
    const record = await this.store.updateRoom(id, patch, account.id);
    if (!record.ok) return record;
    this.publishRoom(record.value);
    return ok(this.#rooms.get(id)!);
  }

  /** Tells every hub how a room is now. */
  publishRoom(record: RoomRecord): void {
    this.#broker.publish({ type: "room", record });
  }

  /** Lets somebody in who gives a name and keeps a session: two people may carry one name.
   *  @throws StorageError */
  async enterAsGuest(name: string, origin: Origin): Promise<Result<Identity & { token: string }>> {
    if (!this.guests) return GUESTS_OFF;
    const error = this.#guestRate.refuse(this.#ipPrefixOf(origin.address), "new guests");
    return error ? { ok: false, error } : await this.identities.createGuest(name, origin);
  }

  /** Lets somebody in who gives a name and nothing else: everybody of this name is one user.
   *  @throws StorageError */
  async enterByName(name: string, origin: Origin): Promise<Result<Account>> {
    if (!this.guests) return GUESTS_OFF;
    return await this.identities.namedGuest(
      name,
      origin,
      () => this.#guestRate.refuse(this.#ipPrefixOf(origin.address), "new guests"),
    );
  }

  /** Whether one more connection may be made; else why not. Asked before the upgrade. */
  admit(address: string, account: Account | null): WireError | null {
    if (this.#draining) return wireError("shutting_down", "The server is going down");
    return this.#connections.refuseAddress(address, 1) ??
      (account && this.#connections.refuseUser(account));
  }

  /** Takes over a socket and greets it. The caller passes on its frames and its end.
   *  @param identity null when the connection has to say who it is with `auth`
   *  @param provisional whether it still may: it has been given an identity for lack of its own */
  attach(
    transport: Transport,
    { origin, identity, provisional = false, openAdapter }: {
      origin: Origin;
      identity: Identity | null;
      provisional?: boolean;
      openAdapter: OpenAdapter;
    },
  ): Connection {
    const id = ++this.#lastConnectionId;
    const connection = new Connection(this.#host, { id, transport, origin, openAdapter });
    this.#connections.add(connection);
    // Others may have come in between `admit` and the end of the handshake.
    const error = this.#connections.refuseAddress(origin.address, 0) ??
      (identity && this.signIn(connection, identity));
    if (error) {
      connection.refuse(undefined, error);
      connection.end(CLOSE.tryAgainLater);
      return connection;
    }
    if (!identity) connection.awaitAuth();
    connection.provisional = provisional;
    connection.welcome();
    return connection;
  }

  signIn(connection: Connection, { account, sessionId }: Identity): WireError | null {
    const error = this.#connections.refuseUser(account);
    if (error) return error;
    const before = connection.account;
    connection.stopAwaitingAuth();
    this.#connections.assign(connection, account);
    connection.sessionId = sessionId;
    for (const room of connection.rooms.values()) if (before) room.changePerson(before, account);
    return null;
  }

  /** Sends away everybody who came in by one of these sessions: they have ended. */
  endSessions(sessionIds: Iterable<string>): void {
    const ended = new Set(sessionIds);
    this.#connections.end(
      CLOSE.signedOut,
      ({ sessionId }) => sessionId !== null && ended.has(sessionId),
    );
  }

  /** Sends a user away on all their connections. */
  closeUser(userId: string, close: CloseCode): void {
    for (const connection of [...this.#connections.of(userId)]) connection.end(close);
  }

  /** Sends everybody away who comes from where an address does. */
  closeAddress(address: string, close: CloseCode): void {
    this.#connections.endFrom(address, close);
  }

  /** Somebody has another name or role now: their connections go on with it. */
  updateAccount(account: Account): void {
    for (const connection of this.#connections.of(account.id)) {
      connection.account = account;
      connection.send({ type: "account", user: account });
    }
    const user = publicUser(account);
    const named = [...this.#rooms.values()].filter((room) => room.rename(user));
    // The list shows a direct conversation by its people's names.
    this.#news.tell(named.filter(({ kind }) => kind === "direct"));
  }

  watchRooms(connection: Connection): void {
    this.#news.watch(connection);
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Lets nobody in and takes nothing on any more, waits until what was taken on is answered and written (at most
   *  `patienceMs`), and sends everybody away, to come back after a random delay. */
  async drain(patienceMs: number): Promise<void> {
    this.#draining = true;
    this.#erasures.stop();
    const { clock } = this.#host;
    const deadline = clock.monotonic() + patienceMs;
    // What is committed may still be in a room's burst: a turn later it is in the send queues.
    await new Promise<void>((resolve) => clock.afterTick(resolve));
    while (this.#anybodyWaits() && clock.monotonic() < deadline) {
      await new Promise<void>((resolve) => clock.after(DRAIN_POLL_MS, resolve));
      await new Promise<void>((resolve) => clock.afterTick(resolve));
    }
    this.#connections.end(CLOSE.goingAway, () => true);
  }

  #anybodyWaits(): boolean {
    for (const connection of this.#connections) {
      if (connection.unanswered > 0 || !connection.sendQueue.isEmpty) return true;
    }
    return false;
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    this.#news.unwatch(connection);
  }

  async #loadRooms(): Promise<void> {
    for (const record of await this.store.rooms()) {
      if (!this.#rooms.has(record.id)) this.#addRoom(record);
    }
  }

  #addRoom(record: RoomRecord): Room {
    const { clock, tick, limits } = this.#host;
    const services: RoomServices = {
      store: this.store,
      broker: this.#broker,
      clock,
      tick,
      limits,
      onChanged: (room) => this.#news.changed(room),
    };
    const room = new Room(record, services);
    this.#rooms.set(record.id, room);
    return room;
  }

  #onBrokerEvent(event: BrokerEvent): void {
    switch (event.type) {
      case "message":
        return this.#rooms.get(event.room)?.deliver(event);
      case "room":
        return this.#learn(event.record);
      case "account.changed":
        return this.updateAccount(event.account);
      case "sessions.ended":
        return this.endSessions(event.sessionIds);
      case "user.closed":
        return this.closeUser(event.userId, event.close);
      case "erasure.begun":
        return this.#erasures.begin();
      case "ban.set": {
        const { userId, address } = event.ban;
        if (userId !== null) this.closeUser(userId, CLOSE.banned);
        if (address !== null) this.closeAddress(address, CLOSE.banned);
      }
    }
  }

  #learn(record: RoomRecord): void {
    const room = this.#rooms.get(record.id);
    if (!room) return this.#news.tell([this.#addRoom(record)]);
    const before = room.members;
    room.update(record);
    for (const { user } of before) {
      if (mayRead(user, room)) continue;
      for (const connection of this.#connections.of(user.id)) {
        connection.send({ type: "room.gone", room: room.id });
      }
    }
    this.#news.tell([room]);
  }
}

const GUESTS_OFF = fail("guests_off", "This server takes no guests: sign in");
