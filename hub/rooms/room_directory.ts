import {
  type Account,
  type ListedRoom,
  type OpenedPage,
  publicUser,
  type ReadMark,
  type RoomInfo,
  type User,
} from "../../protocol/entities.ts";
import {
  ok,
  type Outcome,
  type Result,
  roomExists,
  roomNotFound,
  type WireError,
} from "../../protocol/errors.ts";
import type { MessageEvent } from "../../protocol/events.ts";
import { PEOPLE_PER_PAGE } from "../../protocol/limits.ts";
import { isReservedId } from "../../protocol/reserved_id.ts";
import { unreadOf } from "../../protocol/read_mark.ts";
import { mayRead } from "../../protocol/room_rules.ts";
import type { Connection } from "../connections/connection.ts";
import type { ConnectionRegistry } from "../connections/connection_registry.ts";
import type { People } from "../people/people.ts";
import type { PeopleFact, ReadFact, VersionHint } from "../ports/broker.ts";
import type { Versions } from "../ports/dialect.ts";
import type { Headcount, MemberChange, NewRoom, RoomPatch, RoomRecord } from "../ports/store.ts";
import { CreationRate, type RoomMaker } from "./creation_rate.ts";
import { Deletions } from "./deletions.ts";
import { Room, type RoomServices } from "./room.ts";
import { RoomListFeed } from "./room_list_feed.ts";
import { RoomShelf, type RoomWish } from "./room_shelf.ts";

/** What the page of a room shows before any script runs. */
export interface RoomView {
  room: RoomInfo;
  page: OpenedPage;
  /** Who of those in it is online, by name: PEOPLE_PER_PAGE at most. */
  people: User[];
  /** Whether who asks is one of its managers. */
  manager: boolean;
  /** Whether they made it. */
  maker: boolean;
}

export interface RoomDirectoryOptions extends Omit<RoomServices, "onChanged" | "onMessage"> {
  people: People;
  connections: ConnectionRegistry;
  /** What an IP address is part of: guests make rooms at a rate for each. */
  ipPrefixOf: (address: string) => string;
  /** Whether other hubs write to the store. */
  hasOthers: () => boolean;
}

/** All rooms, as far as this hub has heard of them, and who may know of which. */
export class RoomDirectory implements Versions {
  readonly #options: RoomDirectoryOptions;
  readonly #services: RoomServices;
  readonly #rooms = new Map<string, Room>();
  readonly #shelf = new RoomShelf();
  readonly #feed: RoomListFeed;
  readonly #deletions = new Deletions();
  /** The highest version that was told of rooms that are not known yet. */
  readonly #heardOf = new Map<string, number>();
  /** The newest word of how many are in rooms that are not known yet. */
  readonly #headcounts = new Map<string, Headcount>();
  /** What people are called who were renamed since this hub began: a record of a room may be older. */
  readonly #renamed = new Map<string, User>();
  readonly #creationRate: CreationRate;

  constructor(options: RoomDirectoryOptions) {
    this.#options = options;
    this.#creationRate = new CreationRate(options);
    this.#feed = new RoomListFeed(options);
    this.#services = {
      ...options,
      onChanged: (room) => {
        // Those who were in a deleted one leave it only after it is gone.
        if (this.#rooms.get(room.id) === room) this.#feed.changed(room);
      },
      onMessage: (room, { message }, isPost) => this.#feed.noteMessage(room, message, isPost),
    };
  }

  get publicCount(): number {
    return this.#shelf.publicCount;
  }

  [Symbol.iterator](): Iterator<Room> {
    return this.#rooms.values();
  }

  version(room: string): number {
    return this.#rooms.get(room)?.version ?? 0;
  }

  /** Whoever may see it. */
  get(id: string): Room | undefined {
    return this.#rooms.get(id);
  }

  /** A room as somebody may see it; undefined when there is none they may know of. */
  find(id: string, account: Account): Room | undefined {
    const room = this.#rooms.get(id);
    return room && mayRead(account, room) ? room : undefined;
  }

  /** As `find`; looks into the store as well while there are other hubs, whose word of it may still be on its way.
   *  @throws StorageError */
  async look(id: string, account: Account): Promise<Room | undefined> {
    const known = this.find(id, account);
    if (known || !this.#options.hasOthers()) return known;
    const record = await this.#options.store.room(id);
    if (record) this.learn(record)?.hearOf(record.version);
    return this.find(id, account);
  }

  /** The rooms that somebody may see, of those they ask for, in the order of the titles that they see; without an account
   *  public rooms. */
  list(account: Account | null, wish?: RoomWish): Room[] {
    return [...this.#shelf.visible(account, wish)];
  }

  /** The rooms that are not public and name somebody as a member. */
  ofMember(userId: string): readonly Room[] {
    return this.#shelf.notPublic({ id: userId });
  }

  /** A page of what `list` gives.
   *  @param isIn the public rooms that they are in; absent where that is not known
   *  @param after the id of the room before it; from the first one when absent
   *  @returns `room_not_found` when there is no such room for them any more */
  page(
    account: Account | null,
    wish: RoomWish,
    { isIn, after, limit }: { isIn?: ReadonlySet<Room>; after?: string; limit: number },
  ): Result<{ rooms: RoomInfo[]; more: boolean }> {
    const before = after === undefined ? undefined : account && this.find(after, account);
    if (after !== undefined && !before) return { ok: false, error: roomNotFound(after) };
    const rooms: RoomInfo[] = [];
    const from = { after: before ?? undefined, isIn };
    for (const room of this.#shelf.visible(account, wish, from)) {
      if (rooms.length === limit) return ok({ rooms, more: true });
      rooms.push(infoFor(room, isIn));
    }
    return ok({ rooms, more: false });
  }

  /** How far somebody has read these rooms, by their ids; of those without a mark nothing.
   *  @throws StorageError */
  async marksOf({ id: user }: Account, ids: readonly string[]): Promise<Map<string, ReadMark>> {
    const marks = await this.#options.store.readMarks(ids.map((room) => ({ room, user })));
    return new Map(ids.flatMap((id, i) => marks[i] ? [[id, marks[i]]] : []));
  }

  /** The rooms that somebody's list begins with, in no order: those that they are in, and the one they look at.
   *  @param isIn the public rooms that they are in
   *  @param open its id */
  mine(
    account: Account,
    { isIn, open: id }: { isIn: ReadonlySet<Room>; open: string },
  ): RoomInfo[] {
    const open = this.find(id, account);
    const rooms = new Set([...isIn, ...this.#shelf.notPublic(account), ...open ? [open] : []]);
    return [...rooms].map((room) => infoFor(room, isIn));
  }

  /** The public rooms that somebody is in.
   *  @throws StorageError */
  async roomsOf(account: Account): Promise<ReadonlySet<Room>> {
    return new Set(await this.#options.people.roomsOf(account));
  }

  /** The same of somebody who is online, as far as it has been read. */
  knownRoomsOf(account: Account): ReadonlySet<Room> {
    return new Set(this.#options.people.knownRoomsOf(account));
  }

  /** Puts somebody in a room for good who looks at it for the first time. Why not; null when they are in it.
   *  @param refuse asked before: why they may not come into one more now
   *  @throws StorageError */
  async enter(
    room: Room,
    account: Account,
    refuse: () => WireError | null,
  ): Promise<WireError | null> {
    const { store, people, limits } = this.#options;
    if (room.kind !== "public" || await people.isIn(account.id, room)) return null;
    const error = refuse();
    if (error) return error;
    const user = publicUser(account);
    const entered = await store.enterRoom(room.id, user, limits.publicRoomsPerPerson);
    if (!entered.ok) return entered.error;
    people.entered(user, room, entered.value);
    return null;
  }

  /** Takes somebody out of a room for good; of a private one as its member. `forbidden` for a direct one, and for the last
   *  manager of a private one.
   *  @throws StorageError */
  async quit(room: Room, account: Account): Promise<Outcome> {
    const { store, people } = this.#options;
    const { id: user } = account;
    if (room.managerOf.has(user)) {
      const removed = await this.setMember({ room: room.id, user, manager: null, actor: user });
      if (!removed.ok || room.kind !== "public") return removed;
    }
    const quit = await store.quitRoom(room.id, user);
    if (!quit.ok) return quit;
    people.quit(publicUser(account), room, quit.value);
    return { ok: true };
  }

  /** Others are in a public room, by way of whichever hub.
   *  @param isNews whether it names who came and went, and this was not heard before */
  hearPeople(fact: PeopleFact, isNews: boolean): void {
    const room = this.#rooms.get(fact.room);
    if (room) {
      room.setHeadcount(fact);
      if (isNews) room.noteMoved(fact.entered, fact.quit);
    } else {
      const { people, peopleRevision } = this.#headcounts.get(fact.room) ?? fact;
      if (peopleRevision <= fact.peopleRevision) this.#headcounts.set(fact.room, fact);
      else this.#headcounts.set(fact.room, { people, peopleRevision });
    }
    if (isNews) this.#options.people.doubt(fact);
  }

  /** Somebody was found to have come into a public room, or out of it: their devices here follow. */
  tellMoved(userId: string, room: Room, isIn: boolean): void {
    if (!isIn) {
      for (const connection of this.#options.connections.of(userId)) {
        if (connection.isKept) room.leave(connection, 0);
      }
    }
    this.#feed.tellMoved(userId, room, isIn);
  }

  /** A room as a page shows it; null when there is none that the account may see.
   *  @param isIn the public rooms that they are in; absent where that is not known
   *  @param mark how far they have read it: with much unread the page is not the newest, but where that begins
   *  @throws StorageError */
  async view(
    id: string,
    account: Account,
    { isIn, mark = null }: { isIn?: ReadonlySet<Room>; mark?: ReadMark | null } = {},
  ): Promise<RoomView | null> {
    if (!await this.look(id, account)) return null;
    const page = await this.#openedPage(id, mark);
    // They may have been sent out meanwhile.
    const room = this.find(id, account);
    if (!page || !room) return null;
    const manager = room.managerOf.get(account.id) ?? false;
    const maker = room.madeBy === account.id;
    const { users } = room.people.page({ after: null, limit: PEOPLE_PER_PAGE });
    return { room: infoFor(room, isIn), page, people: users, manager, maker };
  }

  async #openedPage(id: string, mark: ReadMark | null): Promise<OpenedPage | null> {
    const { store, limits } = this.#options;
    const newest = await store.snapshot(id, limits.pageSize);
    const room = this.#rooms.get(id);
    if (!newest || !mark || !room || unreadOf(mark, room.info) === 0) return newest;
    if (!newest.more || newest.messages[0]!.seq <= mark.seq) return newest;
    const page = await store.page(id, { around: mark.seq + 1 }, limits.pageSize);
    if (!page) return null;
    const isNewest = page.messages.at(-1)!.seq >= newest.messages.at(-1)!.seq;
    // Read later than that version: what has changed since comes once more, which changes nothing.
    return { ...newest, ...page, ...(!isNewest && { newer: true }) };
  }

  /** Makes a room and tells everybody who may see it. The title must have been parsed.
   *  @throws StorageError */
  async create(room: Omit<NewRoom, "maker">, maker: RoomMaker): Promise<Result<Room>> {
    const { store, limits } = this.#options;
    const { id, kind } = room;
    const taken = { ok: false, error: roomExists(id) } as const;
    if (this.#rooms.has(id) || (kind === "public" && isReservedId(id))) return taken;
    const error = this.#creationRate.refuse(maker);
    if (error) return { ok: false, error };
    const made = await store.createRoom({ ...room, maker: publicUser(maker.account) }, limits);
    if (made.ok || made.error.code !== "room_exists") return this.#publishAnswer(made);
    // Made by another hub, or by this one when the store broke down before it could answer.
    await this.load();
    return taken;
  }

  /** Learns every room of the store.
   *  @throws StorageError */
  async load(): Promise<void> {
    for (const record of await this.#options.store.rooms()) this.learn(record);
  }

  /** Sees to it that there is a public room.
   *  @throws StorageError */
  async ensure(room: { id: string; title: string; topic: string }): Promise<void> {
    if (this.#rooms.has(room.id)) return;
    const { store } = this.#options;
    const made = await store.createRoom({ ...room, kind: "public", maker: null, members: [] });
    if (made.ok) this.publish(made.value);
    else await this.load();
  }

  /** Changes a room for somebody who may, and tells everybody who may see it. Titles and topics must have been parsed.
   *  @throws StorageError */
  async update(id: string, patch: RoomPatch, { id: actor }: Account): Promise<Result<Room>> {
    return this.#publishAnswer(await this.#options.store.updateRoom(id, patch, actor));
  }

  /** Changes who is in a room for somebody who may, and tells everybody who may see it.
   *  @throws StorageError */
  async setMember(change: MemberChange): Promise<Result<Room>> {
    return this.#publishAnswer(await this.#options.store.setMember(change));
  }

  /** Deletes a room in which nothing was ever posted, and tells everybody who could see it.
   *  @param account for whom; null for the server itself
   *  @throws StorageError */
  async delete(id: string, account: Account | null): Promise<Outcome> {
    const deleted = await this.#options.store.deleteRoom(id, account && account.id);
    if (!deleted.ok) return deleted;
    this.forget(deleted.value);
    this.#options.broker.publish({ type: "room", record: deleted.value, deleted: true });
    return { ok: true };
  }

  /** Learns how a room is now, from what the store answered, and tells every other hub. */
  publish(record: RoomRecord): Room | null {
    const room = this.learn(record);
    this.#options.broker.publish({ type: "room", record });
    return room;
  }

  /** Learns how a room is, or was; tells everybody who may see it when that is news. Null when it has been deleted
   *  since. */
  learn(record: RoomRecord): Room | null {
    if (this.#deletions.includes(record)) return null;
    const current = { ...record, members: record.members.map((it) => this.#withName(it)) };
    const known = this.#rooms.get(record.id);
    if (!known) return this.#add(current);
    const before = known.members;
    if (!known.update(current)) return known;
    this.#options.people.membersChanged(known, before.map(({ user }) => user.id));
    this.#shelf.put(known, { before: before.map(({ user }) => user.id) });
    for (const { user } of before) {
      if (mayRead(user, known)) continue;
      for (const connection of this.#options.connections.of(user.id)) {
        connection.send({ type: "room.gone", room: known.id });
      }
    }
    this.#feed.tell([known]);
    const old = new Set(before.map(({ user }) => user.id));
    for (const { user } of known.members) if (!old.has(user.id)) this.#feed.recount(known, user.id);
    return known;
  }

  /** A room was deleted, here or by another hub; tells everybody who could see it when that is news. */
  forget(record: Pick<RoomRecord, "id" | "revision">): void {
    if (this.#deletions.includes(record)) return;
    this.#deletions.add(record);
    const room = this.#rooms.get(record.id);
    if (!room || room.revision > record.revision) return;
    this.#rooms.delete(record.id);
    this.#shelf.remove(room);
    this.#options.people.forget(room);
    // Nothing was posted in the deleted one: this is of another that was made since.
    if (room.version > 0) this.#heardOf.set(room.id, room.version);
    this.#feed.tellDeleted(room, room.end());
  }

  /** A change was committed, here or by another hub. */
  hear(event: MessageEvent | VersionHint): void {
    const room = this.#rooms.get(event.room);
    if (room) return event.type === "message" ? room.hear(event) : room.hearOf(event.version);
    const heard = this.#heardOf.get(event.room) ?? 0;
    this.#heardOf.set(event.room, Math.max(heard, event.version));
  }

  /** Tells all devices of somebody, on every hub, how far they have read. */
  tellRead(fact: ReadFact): void {
    this.#options.broker.publish(fact);
  }

  /** Somebody has read on, by way of whichever hub. */
  hearRead({ user, room, mark }: ReadFact): void {
    this.#feed.tellRead(user, { type: "read", room, ...mark });
  }

  /** Somebody has another name now. */
  rename(user: User): void {
    this.#renamed.set(user.id, user);
    this.#options.people.rename(user);
    const named = [...this.#rooms.values()].filter((room) => room.rename(user));
    // The list shows a direct conversation by its people's names.
    this.#feed.tell(named.filter(({ kind }) => kind === "direct"));
  }

  /** From here on the connection hears of made and changed rooms. */
  watch(connection: Connection): void {
    this.#feed.watch(connection);
  }

  unwatch(connection: Connection): void {
    this.#feed.unwatch(connection);
  }

  #publishAnswer(answer: Result<RoomRecord>): Result<Room> {
    if (!answer.ok) return answer;
    const room = this.publish(answer.value);
    return room ? ok(room) : { ok: false, error: roomNotFound(answer.value.id) };
  }

  #add(record: RoomRecord): Room {
    const room = new Room(record, this.#services);
    this.#rooms.set(room.id, room);
    this.#shelf.put(room, { before: [] });
    this.#options.people.introduce(room);
    const headcount = this.#headcounts.get(room.id);
    if (headcount) room.setHeadcount(headcount);
    this.#headcounts.delete(room.id);
    room.hearOf(this.#heardOf.get(room.id) ?? 0);
    this.#heardOf.delete(room.id);
    this.#feed.tell([room]);
    return room;
  }

  #withName<Item extends { user: User }>(member: Item): Item {
    const user = this.#renamed.get(member.user.id);
    return user ? { ...member, user } : member;
  }
}

/** A room as it is told to one reader.
 *  @param isIn the public rooms that they are in; absent where that is not known */
function infoFor(room: Room, isIn: ReadonlySet<Room> | undefined): RoomInfo {
  if (room.kind === "public" && !isIn) return room.info;
  return { ...room.info, isIn: room.kind !== "public" || isIn!.has(room) };
}

/** A room in somebody's list. */
export function withMark(room: RoomInfo, read: ReadMark | undefined): ListedRoom {
  return read ? { ...room, read } : room;
}
