import type { Account, User } from "../../protocol/entities.ts";
import type { MessageEvent } from "../../protocol/events.ts";
import { mayRead } from "../../protocol/room_rules.ts";
import { BoundedMap } from "../bounded_map.ts";
import type { ConnectionRegistry } from "../connections/connection_registry.ts";
import type { People } from "../people/people.ts";
import type { PeopleFact, VersionHint } from "../ports/broker.ts";
import type { Versions } from "../ports/dialect.ts";
import type { Headcount, RoomRecord } from "../ports/store.ts";
import { type Deleted, Deletions } from "./deletions.ts";
import { Room, type RoomServices } from "./room.ts";
import type { RoomListFeed } from "./room_list_feed.ts";
import type { RoomShelf } from "./room_shelf.ts";

/** Of how many people it is remembered what they are called now, and of how many unknown rooms how many are in them: far more
 *  than a broker may be behind with. */
const MOST_REMEMBERED = 10_000;

export interface RoomDirectoryOptions extends Omit<RoomServices, "onChanged" | "onMessage"> {
  people: People;
  connections: ConnectionRegistry;
  shelf: RoomShelf;
  feed: RoomListFeed;
  /** Whether other hubs write to the store. */
  hasOthers: () => boolean;
}

/** All rooms, as far as this hub has heard of them, and who may know of which. */
export class RoomDirectory implements Versions {
  readonly #options: RoomDirectoryOptions;
  readonly #services: RoomServices;
  readonly #rooms = new Map<string, Room>();
  readonly #shelf: RoomShelf;
  readonly #feed: RoomListFeed;
  readonly #deletions = new Deletions();
  /** The highest version that was told of rooms that are not known yet. */
  readonly #heardOf = new Map<string, number>();
  /** The newest word of how many are in rooms that are not known yet. */
  readonly #headcounts = new BoundedMap<string, Headcount>(MOST_REMEMBERED);
  /** What people are called who were renamed not long ago: a record of a room may be older. */
  readonly #renamed = new BoundedMap<string, User>(MOST_REMEMBERED);

  constructor(options: RoomDirectoryOptions) {
    this.#options = options;
    this.#shelf = options.shelf;
    this.#feed = options.feed;
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

  /** The rooms that are not public and name somebody as a member. */
  ofMember(userId: string): readonly Room[] {
    return this.#shelf.notPublic({ id: userId });
  }

  /** Others are in a public room, by way of whichever hub.
   *  @param isNews whether it names who came and went, and this was not heard before */
  hearPeople(fact: PeopleFact, isNews: boolean): void {
    const room = this.#rooms.get(fact.room);
    if (room) {
      room.setHeadcount(fact);
      if (isNews) room.noteMoved(fact.entered, fact.quit);
    } else if (!this.#deletions.includesPeople(fact)) {
      const { room: id, people, peopleRevision } = fact;
      const known = this.#headcounts.get(id)?.peopleRevision ?? -1;
      if (known < peopleRevision) this.#headcounts.set(id, { people, peopleRevision });
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
  forget(record: Deleted): void {
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

  /** Somebody has another name now. */
  rename(user: User): void {
    this.#renamed.set(user.id, user);
    this.#options.people.rename(user);
    const named = [...this.#rooms.values()].filter((room) => room.rename(user));
    // The list shows a direct conversation by its people's names.
    this.#feed.tell(named.filter(({ kind }) => kind === "direct"));
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
