import {
  type Account,
  type Message,
  publicUser,
  type RoomInfo,
  type User,
} from "../../protocol/entities.ts";
import type { MessageEvent, ServerEvent } from "../../protocol/events.ts";
import type { Limits } from "../../protocol/limits.ts";
import { type Guarded, mayRead } from "../../protocol/room_rules.ts";
import { Audience } from "../connections/audience.ts";
import type { Connection, JoinedRoom } from "../connections/connection.ts";
import type { Broker } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { Appended, Change, Member, RoomRecord, Store } from "../ports/store.ts";
import { Presence } from "./presence.ts";
import { resume, type Resumed } from "./resume.ts";
import type { Tick, TickListener } from "../connections/tick.ts";
import { Typing } from "./typing.ts";

/** What the log said to one change, or why it could not be asked. */
export type Settle = (outcome: Appended | Error) => void;

export interface RoomServices {
  store: Store;
  broker: Broker;
  clock: Clock;
  tick: Tick;
  limits: Limits;
  /** Called when what the room list shows of it changed. */
  onChanged: (room: Room) => void;
}

/** Up to where a client is complete. Without an epoch, this store's is taken for it. */
interface Position {
  after: number;
  epoch: string;
}

/** How soon a failed catch-up is tried again, in milliseconds. */
const CATCH_UP_RETRY_MS = 1_000;

/** One room: its members, its presence, and the way of its changes to the store and back to everybody. */
export class Room implements Guarded, JoinedRoom, TickListener {
  readonly id: string;
  readonly #services: RoomServices;
  readonly #presence = new Presence();
  readonly #typing: Typing;
  readonly #members = new Audience();
  /** Events kept for those who are still reading their snapshot. */
  readonly #joining = new Map<Connection, MessageEvent[]>();
  /** Members whose snapshot is ahead of what was delivered here, with its version: the store has committed
   *  more than it has answered. They get only what is above it. */
  readonly #ahead = new Map<Connection, number>();
  readonly #people = () => this.people;
  #record: RoomRecord;
  #managerOf: ReadonlyMap<string, boolean>;
  #wishes: { change: Change; settle: Settle }[] = [];
  #burst: ServerEvent[] = [];
  #inTick = false;
  #tellingPresence = false;
  #catchingUp = false;
  /** The highest version anybody told of: while this room's own is lower, it has to catch up. */
  #heard = 0;

  constructor(record: RoomRecord, services: RoomServices) {
    this.id = record.id;
    this.#record = record;
    this.#managerOf = managersOf(record);
    this.#services = services;
    this.#typing = new Typing(services.clock, services.limits.typingMs, (users) => {
      this.#tell({ type: "typing", room: this.id, users });
    });
  }

  /** Raised by one for each change that was delivered here. */
  get version(): number {
    return this.#record.version;
  }

  get kind(): RoomRecord["kind"] {
    return this.#record.kind;
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

  get info(): RoomInfo {
    const { members, revision: _, ...record } = this.#record;
    const info: RoomInfo = { ...record, online: this.#presence.size };
    if (record.kind === "direct") info.members = members.map(({ user }) => user);
    return info;
  }

  /** By name. */
  get people(): User[] {
    return this.#presence.users();
  }

  /** The room was changed, here or by another hub: its settings or who is in it. Its log is not touched. */
  update({ title, topic, archived, posting, members }: RoomRecord): void {
    this.#record = { ...this.#record, title, topic, archived, posting, members };
    this.#managerOf = managersOf(this.#record);
    for (const connection of [...this.#connections()]) {
      if (!mayRead(connection.account!, this)) this.leave(connection, 0);
    }
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

  /** Takes a change into this turn's append. `settle` is called once, before anybody hears of the change. */
  change(change: Change, settle: Settle): void {
    this.#wishes.push({ change, settle });
    this.#enterTick();
  }

  /** Lets a connection in: events gather for it from here on, the snapshot is read, and both reach it
   *  without a gap or an overlap. A member may join again, to catch up. Must not be called again for the
   *  same connection before it resolves.
   *  @param have the position the client already has: the changes after it are given; without a version the newest page
   *  @param reply sends the snapshot; called once, unless the connection left meanwhile: then it is false
   *  @throws StorageError when the snapshot could not be read; a new member is then out again */
  async join(
    connection: Connection,
    user: User,
    have: Partial<Position>,
    reply: (snapshot: Resumed) => void,
  ): Promise<boolean> {
    // What it is owed as a member is not kept: the burst of this turn was taken on before.
    if (connection.rooms.has(this.id)) this.#handOut();
    const kept: MessageEvent[] = [];
    const ahead = this.#ahead.get(connection) ?? 0;
    const wasLive = this.#pause(connection);
    this.#joining.set(connection, kept);
    if (!wasLive) {
      connection.rooms.set(this.id, this);
      this.#presence.arrive(user);
      this.#presenceChanged();
    }
    let snapshot: Resumed;
    try {
      snapshot = await this.#read(have);
    } catch (error) {
      if (wasLive) this.#goLive(connection, kept, ahead);
      else this.leave(connection, 0);
      throw error;
    }
    if (!connection.rooms.has(this.id)) return false;
    // What already waits goes to those who are live; this connection has kept it for itself.
    this.#handOut();
    reply(snapshot);
    this.#goLive(connection, kept, snapshot.version);
    return true;
  }

  leave(connection: Connection, graceMs: number): void {
    if (!connection.rooms.delete(this.id)) return;
    this.#joining.delete(connection);
    this.#pause(connection);
    const { account } = connection;
    if (!account) return;
    this.#presence.depart(account.id, this.#services.clock.monotonic() + graceMs);
    if (graceMs > 0) this.#services.clock.after(graceMs, () => this.#presenceChanged());
    else this.#presenceChanged();
  }

  startTyping(user: User): void {
    this.#typing.start(user);
  }

  /** A change was committed, here or by another hub. */
  deliver(event: MessageEvent): void {
    if (event.version === this.version + 1) this.#deliver(event);
    else this.#hearOf(event.version);
  }

  onTick(): void {
    this.#inTick = false;
    this.#append();
    this.#handOut();
  }

  #tell(event: ServerEvent): void {
    this.#burst.push(event);
    this.#enterTick();
  }

  #enterTick(): void {
    if (this.#inTick) return;
    this.#inTick = true;
    this.#services.tick.addRoom(this);
  }

  #append(): void {
    const wishes = this.#wishes;
    if (wishes.length === 0) return;
    this.#wishes = [];
    this.#services.store.append(wishes.map((wish) => wish.change)).then(
      (answers) => wishes.forEach((wish, i) => this.#settle(wish.settle, answers[i]!)),
      (error) => wishes.forEach((wish) => wish.settle(error)),
    );
  }

  #settle(settle: Settle, answer: Appended): void {
    settle(answer);
    if (!answer.ok) return;
    if (!answer.repeated) this.#services.broker.publish(messageEvent(this.id, answer.message));
    // Committed, but the answer got lost (the store broke down in between): nobody has heard of it yet.
    else this.#hearOf(answer.message.version);
  }

  #deliver(event: MessageEvent): void {
    this.#record.version = event.version;
    this.#record.lastSeq = Math.max(this.#record.lastSeq, event.message.seq);
    this.#typing.stop(event.message.user.id);
    for (const kept of this.#joining.values()) kept.push(event);
    this.#tell(event);
    this.#services.onChanged(this);
  }

  /** A version exists that may not have been delivered here. */
  #hearOf(version: number): void {
    this.#heard = Math.max(this.#heard, version);
    if (this.version < this.#heard) this.#catchUp();
  }

  /** Delivers what the store has above this room's version. Members see a jump in versions where one
   *  message changed more than once, and ask for the changes themselves. */
  async #catchUp(): Promise<void> {
    if (this.#catchingUp) return;
    this.#catchingUp = true;
    const { store, clock, limits } = this.#services;
    let arrived = true;
    try {
      while (this.version < this.#heard && arrived) {
        const page = await store.changes(this.id, this.version, limits.maxPageSize);
        const missing = page?.messages.filter(({ version }) => version > this.version) ?? [];
        for (const message of missing) this.#deliver(messageEvent(this.id, message));
        arrived = missing.length > 0;
      }
    } catch {
      arrived = false;
    }
    this.#catchingUp = false;
    if (!arrived) clock.after(CATCH_UP_RETRY_MS, () => this.#hearOf(0));
  }

  #handOut(): void {
    const burst = this.#burst;
    if (burst.length === 0) return;
    this.#burst = [];
    this.#members.tell(burst, this.id, this.#people);
    for (const [connection, version] of this.#ahead) {
      for (const event of burst) {
        if (event.type !== "message" || event.version > version) {
          connection.send(event, this.#people);
        }
      }
      if (version <= this.version && this.#ahead.delete(connection)) this.#members.add(connection);
    }
  }

  async #read({ after, epoch }: Partial<Position>): Promise<Resumed> {
    const { store, limits: { pageSize, maxPageSize } } = this.#services;
    const page = after === undefined
      ? await store.snapshot(this.id, pageSize)
      : await resume(store, { room: this.id, after, epoch, limit: maxPageSize, pageSize });
    if (!page) throw new Error(`Room "${this.id}" is not in the store`);
    return page;
  }

  /** Every connection that is in the room, or on its way in. */
  *#connections(): Iterable<Connection> {
    yield* this.#joining.keys();
    yield* this.#ahead.keys();
    yield* this.#members.connections();
  }

  /** Takes a connection out of the live members. Whether it was one. */
  #pause(connection: Connection): boolean {
    return this.#ahead.delete(connection) || this.#members.delete(connection);
  }

  /** Gives a connection the events it kept above a version, and makes it a live member. */
  #goLive(connection: Connection, kept: MessageEvent[], version: number): void {
    this.#joining.delete(connection);
    for (const event of kept) {
      if (event.version > version) connection.send(event);
    }
    // It may have been sent out meanwhile, or ended in being told because it was too slow.
    if (!connection.rooms.has(this.id)) return;
    if (version > this.version) this.#ahead.set(connection, version);
    else this.#members.add(connection);
  }

  /** Tells everybody who came and went, once for a whole storm. */
  #presenceChanged(): void {
    if (this.#tellingPresence) return;
    this.#tellingPresence = true;
    const { clock, limits } = this.#services;
    clock.after(limits.presenceWindowMs, () => {
      this.#tellingPresence = false;
      this.#presence.sweep(clock.monotonic());
      const changes = this.#presence.changes();
      if (!changes) return;
      this.#tell({ type: "presence", room: this.id, ...changes, online: this.#presence.size });
      for (const user of changes.left) this.#typing.stop(user.id);
      this.#services.onChanged(this);
    });
  }
}

function messageEvent(room: string, message: Message): MessageEvent {
  return { type: "message", room, version: message.version, message };
}

function managersOf({ members }: RoomRecord): ReadonlyMap<string, boolean> {
  return new Map(members.map(({ user, manager }) => [user.id, manager]));
}
