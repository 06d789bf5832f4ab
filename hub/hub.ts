import { CLOSE } from "../protocol/close_codes.ts";
import type { Account } from "../protocol/entities.ts";
import { fail, type Result, type WireError } from "../protocol/errors.ts";
import type { Limits } from "../protocol/limits.ts";
import { AccountFollower } from "./account_follower.ts";
import { Background } from "./background.ts";
import type { CommandContext } from "./commands/context.ts";
import { chargeBlank, execute, refuseMalformed } from "./commands/execute.ts";
import { Admission } from "./connections/admission.ts";
import { Connection, type ConnectionHost } from "./connections/connection.ts";
import { ConnectionRegistry } from "./connections/connection_registry.ts";
import { drain } from "./connections/drain.ts";
import { type Place, Places } from "./connections/places.ts";
import { FairQueue } from "./connections/fair_queue.ts";
import { RateLimit } from "./connections/rate_limit.ts";
import { payerOf, Rates } from "./connections/rates.ts";
import { suspects } from "./connections/suspects.ts";
import { SocketPoller } from "./connections/socket_poller.ts";
import { Tick } from "./connections/tick.ts";
import { type Followers, followEvent } from "./follow_event.ts";
import { GuestAdmission } from "./guest_admission.ts";
import { type Load, loadOf } from "./load.ts";
import { Meter } from "./meter.ts";
import { OutageLog } from "./outage_log.ts";
import { OtherHubs } from "./people/other_hubs.ts";
import { People } from "./people/people.ts";
import type { Broker, BrokerHealth } from "./ports/broker.ts";
import type { Clock } from "./ports/clock.ts";
import type { OpenAdapter } from "./ports/dialect.ts";
import type { Identities, Identity, Origin } from "./ports/identities.ts";
import type { Logger } from "./ports/logger.ts";
import type { Store } from "./ports/store.ts";
import type { Transport } from "./ports/transport.ts";
import { RoomDirectory } from "./rooms/room_directory.ts";
import { RoomListFeed } from "./rooms/room_list_feed.ts";
import { RoomListing } from "./rooms/room_listing.ts";
import { RoomShelf } from "./rooms/room_shelf.ts";
import { StoredRooms } from "./rooms/stored_rooms.ts";
import { SignIn } from "./sign_in.ts";

/** How many sign-ins by token or by name may be under way: each is a few reads, whose answers arrive together when the
 *  reading thread was kept waiting. Thousands of them stopped everybody else for half a second. */
const SIGN_INS_UNDER_WAY = 32;

export interface HubOptions {
  store: Store;
  identities: Identities;
  broker: Broker;
  clock: Clock;
  logger: Logger;
  limits: Limits;
  /** Whether a name is enough to come in. */
  guests: boolean;
  /** What an IP address is part of: limits by address are limits of that. */
  ipPrefixOf: (address: string) => string;
}

/** All connections of one server, on the rooms that all servers of one store have in common. Every way in (confab.v1, the
 *  seeds' dialects, pages) meets here. */
export class Hub implements CommandContext {
  readonly store: Store;
  readonly identities: Identities;
  readonly broker: Broker;
  readonly limits: Limits;
  readonly logger: Logger;
  readonly outages: OutageLog;
  readonly meter: Meter;
  readonly rates: Rates;
  readonly fairQueue: FairQueue;
  readonly signInQueue: FairQueue;
  readonly guests: GuestAdmission;
  readonly people: People;
  readonly rooms: RoomDirectory;
  readonly storedRooms: StoredRooms;
  readonly listing: RoomListing;
  readonly roomListFeed: RoomListFeed;
  readonly places: Places;
  readonly #admission: Admission;
  readonly #host: ConnectionHost;
  readonly #connections: ConnectionRegistry;
  readonly #accounts: AccountFollower;
  readonly #otherHubs: OtherHubs;
  readonly #background: Background;
  readonly #signIn: SignIn;
  readonly #followers: Followers;
  /** Set from outside while there is too little memory for one more socket. */
  memoryIsShort = false;
  #lastConnectionId = 0;
  #draining = false;

  private constructor(options: HubOptions) {
    const { store, identities, broker, clock, logger, limits, ipPrefixOf } = options;
    const monotonic = () => clock.monotonic();
    const tick = new Tick(clock);
    this.store = store;
    this.identities = identities;
    this.limits = limits;
    this.logger = logger;
    this.outages = new OutageLog(logger, monotonic);
    this.meter = new Meter(monotonic);
    this.rates = new Rates(limits, monotonic);
    this.fairQueue = new FairQueue(clock);
    this.signInQueue = new FairQueue(clock, { mostUnderWay: SIGN_INS_UNDER_WAY });
    this.guests = new GuestAdmission({
      identities,
      isOpen: options.guests,
      rate: new RateLimit({
        burst: limits.guestBurst,
        perSecond: limits.guestsPerSecond,
        monotonic,
      }),
      ipPrefixOf,
    });
    this.broker = broker;
    this.places = new Places({
      limits,
      ipPrefixOf,
      onFull: (limit) => logger.warn("no socket can be taken in: all places are taken", { limit }),
    });
    this.#admission = new Admission({
      clock,
      limits,
      places: this.places,
      refuse: (address, account) => this.#refuse(address, account),
    });
    this.#connections = new ConnectionRegistry(ipPrefixOf);
    this.people = new People({
      store,
      clock,
      outages: this.outages,
      windowMs: limits.presenceWindowMs,
      rooms: {
        get: (id) => this.rooms.get(id),
        ofMember: (userId) => this.rooms.ofMember(userId),
      },
      onHere: (userId) => this.#otherHubs.note(userId),
      onMove: (room, user, what) => this.#otherHubs.noteMove(room, user, what),
      onMoved: (userId, room, isIn) => this.rooms.tellMoved(userId, room, isIn),
    });
    const shelf = new RoomShelf();
    const feed = new RoomListFeed({ clock, store, connections: this.#connections });
    this.roomListFeed = feed;
    this.rooms = new RoomDirectory({
      logger,
      store,
      broker,
      clock,
      tick,
      limits,
      meter: this.meter,
      shelf,
      feed,
      connections: this.#connections,
      people: this.people,
      hasOthers: () => this.#otherHubs.count > 0,
    });
    const { people, rooms } = this;
    this.listing = new RoomListing({ store, limits, people, rooms, shelf });
    this.storedRooms = new StoredRooms({ store, broker, clock, limits, people, rooms, ipPrefixOf });
    this.#otherHubs = new OtherHubs({
      broker,
      clock,
      people: this.people,
      windowMs: limits.presenceWindowMs,
      // It may have stored something and not lived to tell it.
      onSilence: () => this.#background.reconcile(),
    });
    this.#accounts = new AccountFollower({
      connections: this.#connections,
      rooms: this.rooms,
      clock,
    });
    this.#background = new Background({
      store,
      identities,
      clock,
      limits,
      outages: this.outages,
      connections: this.#connections,
      accounts: this.#accounts,
      people,
      rooms,
      storedRooms: this.storedRooms,
      hasOthers: () => this.#otherHubs.count > 0,
    });
    this.#followers = {
      rooms,
      roomListFeed: feed,
      accounts: this.#accounts,
      otherHubs: this.#otherHubs,
      background: this.#background,
    };
    this.#signIn = new SignIn({
      identities,
      limits,
      outages: this.outages,
      connections: this.#connections,
      places: this.places,
      rates: this.rates,
      people,
      rooms,
      storedRooms: this.storedRooms,
    });
    this.#host = {
      clock,
      limits,
      tick,
      poller: new SocketPoller(clock),
      epoch: options.store.epoch,
      rates: this.rates,
      versions: this.rooms,
      onRequest: (connection, request) => void execute(this, connection, request),
      onMalformed: (connection, refused) => refuseMalformed(this, connection, refused),
      onBlank: (connection) => chargeBlank(this, connection),
      onEnd: (connection, graceMs) => this.#forget(connection, graceMs),
    };
  }

  /** A hub that knows all rooms of its store, and the given ones, which it makes if need be.
   *  @throws StorageError when the store cannot be read */
  static async open(
    options: HubOptions & { rooms: { id: string; title: string; topic: string }[] },
  ): Promise<Hub> {
    const hub = new Hub(options);
    // Before the rooms are read, so that none is missed in between.
    options.broker.subscribe((event) => followEvent(event, hub.#followers));
    await hub.storedRooms.load();
    for (const room of options.rooms) await hub.storedRooms.ensure(room);
    hub.#otherHubs.begin();
    hub.#background.begin();
    return hub;
  }

  /** How many servers there are on this one's store, as far as it has heard of them. */
  get hubCount(): number {
    return 1 + this.#otherHubs.count;
  }

  /** How they hear each other. */
  get brokerHealth(): BrokerHealth {
    return this.broker.health;
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Sockets that wait for their turn to come in. */
  get arrivalsWaiting(): number {
    return this.#admission.waiting;
  }

  /** How much there is to do right now. */
  get load(): Load {
    return loadOf(this.#connections, this);
  }

  /** Connections that may be in the middle of a message without end, those first that cost others least. */
  suspects(): Connection[][] {
    return suspects(this.#connections, Math.floor(this.#host.clock.monotonic() / 1_000));
  }

  /** Takes a place for one more socket and waits for its turn, or says why there is none. Asked before the upgrade. Whoever
   *  gets the place hands it to `attach`, or gives it back.
   *  @param account whose socket it will be; null for a newcomer's */
  async admit(address: string, account: Account | null): Promise<Result<Place>> {
    return await this.#admission.admit(address, account);
  }

  /** Takes over a socket and greets it. The caller passes on its frames and its end.
   *  @param place what `admit` gave it
   *  @param identity null when the connection has to say who it is with `auth`
   *  @param provisional whether it still may: it has been given an identity for lack of its own */
  attach(
    transport: Transport,
    { place, origin, identity, provisional = false, refused = null, openAdapter }: {
      place: Place;
      origin: Origin;
      identity: Identity | null;
      provisional?: boolean;
      /** Why they are banned, for who is only to be told so. */
      refused?: WireError | null;
      openAdapter: OpenAdapter;
    },
  ): Connection {
    const id = ++this.#lastConnectionId;
    const connection = new Connection(this.#host, { id, transport, place, origin, openAdapter });
    this.#connections.add(connection);
    const error = identity && this.signIn(connection, identity);
    if (error || refused) {
      if (error) connection.end(CLOSE.tryAgainLater, error);
      else connection.end(CLOSE.banned, refused!);
      return connection;
    }
    if (!identity) connection.awaitAuth();
    connection.provisional = provisional;
    connection.welcome();
    return connection;
  }

  /** Makes a connection somebody's; refuses past the user's limit of connections. */
  signIn(connection: Connection, identity: Identity): WireError | null {
    return this.#signIn.signIn(connection, identity);
  }

  /** Somebody was found to have another name or role: their connections here go on with it. */
  updateAccount(account: Account): void {
    this.#accounts.update(account);
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Lets nobody in and takes nothing on any more, waits until what was taken on is answered and written (at most
   *  `patienceMs`), and sends everybody away, to come back after a random delay. */
  async drain(patienceMs: number): Promise<void> {
    this.#draining = true;
    this.#background.stop();
    await drain(this.#connections, this.#host.clock, patienceMs);
    await this.people.flush();
    this.#otherHubs.end();
  }

  #refuse(address: string, account: Account | null): { ok: false; error: WireError } | null {
    if (this.#draining) return fail("shutting_down", "The server is shutting down");
    if (this.memoryIsShort) {
      return fail("too_many_connections", "The server has no memory for one more connection");
    }
    const error = this.rates.refuseFlooder(payerOf(account, this.places.prefixOf(address))) ??
      (account && this.#signIn.refuse(account));
    return error && { ok: false, error };
  }

  #forget(connection: Connection, graceMs: number): void {
    this.#connections.delete(connection);
    this.roomListFeed.unwatch(connection);
    if (connection.account) this.people.disconnected(connection.account.id, graceMs);
  }
}
