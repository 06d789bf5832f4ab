import { type Account, publicUser, type RoomInfo, type User } from "../../protocol/entities.ts";
import type { MessageEvent, ServerEvent } from "../../protocol/events.ts";
import type { Limits } from "../../protocol/limits.ts";
import { type Guarded, mayRead } from "../../protocol/room_rules.ts";
import type { Connection, JoinedRoom } from "../connections/connection.ts";
import type { Tick, TickListener } from "../connections/tick.ts";
import type { Meter } from "../meter.ts";
import type { Broker } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Change, Member, RoomRecord, Store } from "../ports/store.ts";
import { FanOut } from "./fan_out.ts";
import { Presence } from "./presence.ts";
import { type Position, resume, type Resumed } from "./resume.ts";
import { RoomLog, type Settle } from "./room_log.ts";
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
  /** Called when others are here than before. */
  onPresence: (room: Room) => void;
}

/** One room on this hub: what it is like, who is in it, and what happens there. */
export class Room implements Guarded, JoinedRoom, TickListener {
  readonly id: string;
  readonly #services: RoomServices;
  readonly #presence = new Presence();
  readonly #typing: Typing;
  readonly #log: RoomLog;
  readonly #fanOut: FanOut;
  #record: RoomRecord;
  #managerOf: ReadonlyMap<string, boolean>;
  #lastSeq: number;
  #lastAt: number | null;
  #posts: number;
  #inTick = false;
  #tellingPresence = false;

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
    this.#fanOut = new FanOut(record.id, () => this.version, { people: () => this.people, meter });
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

  /** Whether a connection here is in it. */
  get isWatched(): boolean {
    return !this.#fanOut.isEmpty;
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
      online: this.#presence.size,
    };
    if (this.#lastAt !== null) info.lastAt = this.#lastAt;
    if (kind === "direct") info.members = members.map(({ user }) => user);
    return info;
  }

  /** By name. */
  get people(): User[] {
    return this.#presence.users();
  }

  /** Those who are in it by way of this hub, in no order. */
  get peopleHere(): User[] {
    return this.#presence.here();
  }

  /** Its settings or who is in it were changed, here or by another hub; its log is not touched. Whoever may not see it any
   *  more is out of it. False when that was known, or is old. */
  update(record: RoomRecord): boolean {
    if (record.revision <= this.#record.revision) return false;
    this.#record = record;
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

  changePerson(from: Account, to: Account): void {
    this.#presence.depart(from.id, this.#services.clock.monotonic());
    this.#presence.arrive(publicUser(to));
    this.#presenceChanged();
  }

  /** Somebody has another name now. Whether they are a member. */
  rename(user: User): boolean {
    if (this.#presence.rename(user)) this.#presenceChanged();
    if (!this.#managerOf.has(user.id)) return false;
    const members = this.members.map((member) =>
      member.user.id === user.id ? { ...member, user } : member
    );
    this.#record = { ...this.#record, members };
    return true;
  }

  /** These are in the room by way of another hub. */
  setPeopleElsewhere(hub: string, users: readonly User[]): void {
    this.#presence.setElsewhere(hub, users);
    this.#presenceChanged();
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
    user: User,
    have: Position | null,
    reply: (snapshot: Resumed) => void,
  ): Promise<boolean> {
    // What it is owed as a member is not kept: the burst of this tick was taken on before.
    if (connection.rooms.has(this.id)) this.#fanOut.handOut();
    const pause = this.#fanOut.pause(connection);
    if (!pause.wasLive) {
      connection.rooms.set(this.id, this);
      this.#presence.arrive(user);
      this.#presenceChanged();
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
    const { account } = connection;
    if (!account) return;
    this.#presence.depart(account.id, this.#services.clock.monotonic() + graceMs);
    if (graceMs > 0) this.#services.clock.after(graceMs, () => this.#presenceChanged());
    else this.#presenceChanged();
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

  /** How long is gathered what everybody in the room is told of the others, in milliseconds. */
  #windowMs(leastMs: number): number {
    return Math.max(leastMs, this.#presence.size * this.#services.limits.windowMsPerPerson);
  }

  /** Tells everybody who came and went, once for a whole storm. */
  #presenceChanged(): void {
    if (this.#tellingPresence) return;
    this.#tellingPresence = true;
    const { clock, limits, onPresence, onChanged } = this.#services;
    clock.after(this.#windowMs(limits.presenceWindowMs), () => {
      this.#tellingPresence = false;
      this.#presence.sweep(clock.monotonic());
      if (this.#presence.isHereStale) onPresence(this);
      const changes = this.#presence.changes();
      if (!changes) return;
      this.#tell({ type: "presence", room: this.id, ...changes, online: this.#presence.size });
      for (const user of changes.left) this.#typing.stop(user.id);
      onChanged(this);
    });
  }
}

function managersOf({ members }: RoomRecord): ReadonlyMap<string, boolean> {
  return new Map(members.map(({ user, manager }) => [user.id, manager]));
}
