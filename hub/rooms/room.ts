import type { RoomInfo, User } from "../../protocol/entities.ts";
import type { MessageEvent, ServerEvent } from "../../protocol/events.ts";
import type { Limits } from "../../protocol/limits.ts";
import { type Guarded, mayRead } from "../../protocol/room_rules.ts";
import type { Connection, JoinedRoom } from "../connections/connection.ts";
import type { Tick, TickListener } from "../connections/tick.ts";
import type { Meter } from "../meter.ts";
import type { Broker } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Change, Headcount, Member, RoomRecord, Store } from "../ports/store.ts";
import { FanOut } from "./fan_out.ts";
import { keepLastSeen, noteSeen } from "./last_seen.ts";
import { PresenceWindow } from "./presence_window.ts";
import { type Position, resume, type Resumed } from "./resume.ts";
import { RoomLog, type Settle } from "./room_log.ts";
import { type OnlinePerson, RoomPeople } from "./room_people.ts";
import { Typing } from "./typing.ts";

export interface RoomServices {
  logger: Pick<Logger, "error">;
  store: Store;
  broker: Broker;
  clock: Clock;
  tick: Tick;
  limits: Limits;
  meter: Meter;
  /** Called when what the room list shows of it changed. */
  onChanged: (room: Room) => void;
  /** Called with each change to its log, before that, and whether its message is one that was not delivered before. */
  onMessage: (room: Room, event: MessageEvent, isPost: boolean) => void;
  /** Is told which rooms are looked at by connections of which nothing is kept. */
  people: {
    visit(userId: string, room: Room): void;
    unvisit(userId: string, room: Room, graceMs: number): void;
  };
}

/** One room on this hub: what it is like, who is in it, and what happens there. */
export class Room implements Guarded, JoinedRoom, TickListener {
  readonly id: string;
  readonly #services: RoomServices;
  readonly people = new RoomPeople();
  readonly #typing: Typing;
  readonly #log: RoomLog;
  readonly #fanOut: FanOut;
  #record: RoomRecord;
  #managerOf: ReadonlyMap<string, boolean>;
  #lastSeq: number;
  #lastAt: number | null;
  #posts: number;
  #inTick = false;
  /** Null as long as nobody has looked at it. */
  #presence: PresenceWindow | null = null;

  constructor(record: RoomRecord, services: RoomServices) {
    this.id = record.id;
    this.#record = record;
    this.#managerOf = managersOf(record);
    this.#lastSeq = record.lastSeq;
    this.#lastAt = record.lastAt;
    this.#posts = record.posts;
    this.#services = services;
    this.#log = new RoomLog(record.id, {
      version: record.version,
      services,
      deliver: (event, isPost) => this.#deliver(event, isPost),
      isWatched: () => this.isWatched,
    });
    const { meter } = services;
    const people = () => this.people.users();
    this.#fanOut = new FanOut(record.id, () => this.version, { people, meter });
    const { typingMs, typingWindowMs } = services.limits;
    const windowMs = () => this.#windowMs(typingWindowMs);
    this.#typing = new Typing(services.clock, { typingMs, windowMs }, (typists) => {
      this.#tell({ type: "typing", room: this.id, ...typists });
    });
  }

  /** Raised by one for each change that was delivered here. */
  get version(): number {
    return this.#log.version;
  }

  get kind(): RoomRecord["kind"] {
    return this.#record.kind;
  }

  get title(): string {
    return this.#record.title;
  }

  get archived(): boolean {
    return this.#record.archived;
  }

  get posting(): RoomRecord["posting"] {
    return this.#record.posting;
  }

  get managerOf(): ReadonlyMap<string, boolean> {
    return this.#managerOf;
  }

  /** Of a public room its managers, of the others everybody in it. */
  get members(): readonly Member[] {
    return this.#record.members;
  }

  /** The id of the user who made it; null when it was the server itself, or nobody knows. */
  get madeBy(): string | null {
    return this.#record.madeBy;
  }

  get revision(): number {
    return this.#record.revision;
  }

  /** Raised by one with each change of how many are in it for good, as far as this hub has heard. */
  get peopleRevision(): number {
    return this.#record.peopleRevision;
  }

  get info(): RoomInfo {
    const { id, title, topic, kind, archived, posting, members } = this.#record;
    const info: RoomInfo = {
      id,
      title,
      topic,
      version: this.version,
      lastSeq: this.#lastSeq,
      posts: this.#posts,
      kind,
      archived,
      posting,
      online: this.people.online,
      people: this.#headcount,
    };
    if (this.#lastAt !== null) info.lastAt = this.#lastAt;
    if (kind !== "direct") return info;
    const ids = this.people.ids();
    info.members = members.map(({ user, lastSeen }) => {
      if (ids.has(user.id)) return { ...user, online: true };
      return { ...user, online: false, ...(lastSeen !== undefined && { lastSeen }) };
    });
    return info;
  }

  /** Whether anybody here looks at it. */
  get isWatched(): boolean {
    return this.#fanOut.size > 0;
  }

  /** Its settings or who is in it were changed, here or by another hub; its log is not touched. Whoever may not see it any
   *  more is out of it. False when that was known, or is old. */
  update(record: RoomRecord): boolean {
    if (record.peopleRevision > this.#record.peopleRevision) this.setHeadcount(record);
    if (record.revision <= this.#record.revision) return false;
    const { people, peopleRevision, members: before } = this.#record;
    const members = record.kind === "direct"
      ? keepLastSeen(record.members, before)
      : record.members;
    this.#record = { ...record, members, people, peopleRevision };
    this.#managerOf = managersOf(record);
    for (const connection of [...this.#fanOut.connections()]) {
      if (!mayRead(connection.account!, this)) this.leave(connection, 0);
    }
    return true;
  }

  /** It was deleted: nobody is in it any more.
   *  @returns the connections that were */
  end(): Connection[] {
    const connections = [...this.#fanOut.connections()];
    for (const connection of connections) this.leave(connection, 0);
    return connections;
  }

  /** How many are in it by what is kept; what is old is left out. */
  setHeadcount({ people, peopleRevision }: Headcount): void {
    if (peopleRevision <= this.#record.peopleRevision) return;
    this.#record = { ...this.#record, people, peopleRevision };
    this.#tellPeopleSoon();
  }

  /** Somebody is one of those in it who are online, or is not.
   *  @param isVisitor whether they are in it only as long as they look at it */
  seat(
    person: OnlinePerson,
    { isOnline, isVisitor = false }: { isOnline: boolean; isVisitor?: boolean },
  ): void {
    const isTold = this.isWatched;
    if (!this.people.seat(person, { isOnline, isVisitor, isTold })) return;
    this.#tellPeopleSoon();
    if (this.kind !== "direct") return;
    if (!isOnline) {
      const members = noteSeen(this.members, person.user.id, this.#services.clock.now());
      this.#record = { ...this.#record, members };
    }
    this.#services.onChanged(this);
  }

  /** These came in for the first time, and these left for good. */
  noteMoved(entered: readonly User[], quit: readonly User[]): void {
    for (const user of entered) this.people.enter(user);
    for (const user of quit) this.people.quit(user);
    this.#tellPeopleSoon();
  }

  /** Somebody who may be online here has another name now. */
  renamePerson(person: OnlinePerson, before: User): void {
    if (this.people.rename(person, before)) this.#tellPeopleSoon();
  }

  /** Somebody has another name now. Whether they are a member. */
  rename(user: User): boolean {
    if (!this.#managerOf.has(user.id)) return false;
    const members = this.members.map((member) =>
      member.user.id === user.id ? { ...member, user } : member
    );
    this.#record = { ...this.#record, members };
    return true;
  }

  /** Takes a change into this tick's append. `settle` is called once, before anybody hears of the change. */
  change(change: Change, settle: Settle): void {
    this.#log.change(change, settle);
    this.#enterTick();
  }

  /** Lets a connection in: events gather for it from here on, the snapshot is read, and both reach it
   *  without a gap or an overlap. A member may join again, to catch up. Must not be called again for the
   *  same connection before it resolves.
   *  @param have the position the client already has: the changes after it are given; without one the newest page
   *  @param reply sends the snapshot; called once, unless the connection left meanwhile, or the room was deleted: then it
   *  is false
   *  @throws StorageError when the snapshot could not be read; a new member is then out again */
  async join(
    connection: Connection,
    have: Position | null,
    reply: (snapshot: Resumed) => void,
  ): Promise<boolean> {
    // What it is owed as a member is not kept: the burst of this tick was taken on before.
    if (connection.rooms.has(this.id)) this.#fanOut.handOut();
    const pause = this.#fanOut.pause(connection);
    if (!pause.wasLive) {
      connection.rooms.set(this.id, this);
      if (!connection.isKept) this.#services.people.visit(connection.account!.id, this);
    }
    let snapshot: Resumed | null;
    try {
      snapshot = await this.#read(have);
    } catch (error) {
      // What this tick has for those who are live is among what was kept for this one.
      if (pause.wasLive) this.#fanOut.handOut();
      if (pause.wasLive) this.#fanOut.resume(connection, pause, pause.ahead);
      else this.leave(connection, 0);
      throw error;
    }
    if (!connection.rooms.has(this.id)) return false;
    if (!snapshot) {
      this.leave(connection, 0);
      return false;
    }
    // What already waits goes to those who are live; this connection has kept it for itself.
    this.#fanOut.handOut();
    reply(snapshot);
    this.#fanOut.resume(connection, pause, snapshot.version);
    return true;
  }

  leave(connection: Connection, graceMs: number): void {
    if (!connection.rooms.delete(this.id)) return;
    this.#fanOut.remove(connection);
    if (!this.isWatched) this.people.rest();
    const { account, isKept } = connection;
    if (account && !isKept) this.#services.people.unvisit(account.id, this, graceMs);
  }

  /** Tells every hub that somebody is typing. */
  startTyping(user: User): void {
    this.#services.broker.publish({ type: "typing", room: this.id, user });
  }

  /** Somebody is typing, on whichever hub. */
  hearTyping(user: User): void {
    this.#typing.start(user);
  }

  /** A change was committed, here or by another hub. */
  hear(event: MessageEvent): void {
    this.#log.hear(event);
  }

  /** A version exists that may not have been delivered here. */
  hearOf(version: number): void {
    this.#log.hearOf(version);
  }

  onTick(): void {
    this.#inTick = false;
    this.#log.append();
    this.#fanOut.handOut();
  }

  #tell(event: ServerEvent): void {
    this.#fanOut.tell(event);
    this.#enterTick();
  }

  #enterTick(): void {
    if (this.#inTick) return;
    this.#inTick = true;
    this.#services.tick.addRoom(this);
  }

  #deliver(event: MessageEvent, isPost: boolean): void {
    if (isPost) this.#posts += 1;
    if (event.message.seq > this.#lastSeq) {
      this.#lastSeq = event.message.seq;
      this.#lastAt = event.message.at;
    }
    this.#typing.stop(event.message.user.id);
    this.#tell(event);
    this.#services.onMessage(this, event, isPost);
    this.#services.onChanged(this);
  }

  /** Null when the room was deleted. */
  #read(have: Position | null): Promise<Resumed | null> {
    const { store, limits: { pageSize, maxPageSize } } = this.#services;
    return have === null
      ? store.snapshot(this.id, pageSize)
      : resume(store, this.id, { have, limit: maxPageSize, pageSize });
  }

  /** How many are in it. */
  get #headcount(): number {
    const { kind, people, members } = this.#record;
    return kind === "public" ? people + this.people.visitors : members.length;
  }

  /** Tells those who look at it who came online, went, came in and left. */
  #tellPeopleSoon(): void {
    if (!this.isWatched) return this.people.rest();
    this.#presence ??= this.#newPresence();
    this.#presence.open();
  }

  #newPresence(): PresenceWindow {
    const { clock, limits } = this.#services;
    return new PresenceWindow({
      clock,
      people: this.people,
      headcount: () => this.#headcount,
      windowMs: () => this.#windowMs(limits.presenceWindowMs),
      isWatched: () => this.isWatched,
      tell: (news) => {
        this.#tell({ type: "presence", room: this.id, ...news });
        for (const user of news.left) this.#typing.stop(user.id);
      },
    });
  }

  /** How long is gathered what everybody who looks at it is told of the others, in milliseconds. */
  #windowMs(leastMs: number): number {
    return Math.max(leastMs, this.#fanOut.size * this.#services.limits.windowMsPerPerson);
  }
}

function managersOf({ members }: RoomRecord): ReadonlyMap<string, boolean> {
  return new Map(members.map(({ user, manager }) => [user.id, manager]));
}
