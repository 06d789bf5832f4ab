import { type Account, publicUser } from "../../protocol/entities.ts";
import {
  ok,
  type Outcome,
  type Result,
  roomExists,
  roomNotFound,
  type WireError,
} from "../../protocol/errors.ts";
import type { Limits } from "../../protocol/limits.ts";
import { isReservedId } from "../../protocol/reserved_id.ts";
import type { People } from "../people/people.ts";
import type { Broker } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { MemberChange, NewRoom, RoomPatch, RoomRecord, Store } from "../ports/store.ts";
import { CreationRate, type RoomMaker } from "./creation_rate.ts";
import type { Room } from "./room.ts";
import type { RoomDirectory } from "./room_directory.ts";

interface Needs {
  store: Store;
  broker: Broker;
  clock: Clock;
  limits: Limits;
  people: People;
  rooms: RoomDirectory;
  /** What an IP address is part of: guests make rooms at a rate for each. */
  ipPrefixOf: (address: string) => string;
}

/** Makes, changes and deletes rooms, and takes people into them and out, for whoever may: first in the store, then this hub
 *  and the others learn of it. */
export class StoredRooms {
  readonly #needs: Needs;
  readonly #creationRate: CreationRate;

  constructor(needs: Needs) {
    this.#needs = needs;
    this.#creationRate = new CreationRate(needs);
  }

  /** Learns every room of the store.
   *  @throws StorageError */
  async load(): Promise<void> {
    for (const record of await this.#needs.store.rooms()) this.#needs.rooms.learn(record);
  }

  /** Sees to it that there is a public room.
   *  @throws StorageError */
  async ensure(room: { id: string; title: string; topic: string }): Promise<void> {
    if (this.#needs.rooms.get(room.id)) return;
    const { store } = this.#needs;
    const made = await store.createRoom({ ...room, kind: "public", maker: null, members: [] });
    if (made.ok) this.#publish(made.value);
    else await this.load();
  }

  /** Makes a room and tells everybody who may see it. The title must have been parsed.
   *  @throws StorageError */
  async create(room: Omit<NewRoom, "maker">, maker: RoomMaker): Promise<Result<Room>> {
    const { store, limits, rooms } = this.#needs;
    const { id, kind } = room;
    const taken = { ok: false, error: roomExists(id) } as const;
    if (rooms.get(id) || (kind === "public" && isReservedId(id))) return taken;
    const error = this.#creationRate.refuse(maker);
    if (error) return { ok: false, error };
    const made = await store.createRoom({ ...room, maker: publicUser(maker.account) }, limits);
    if (made.ok || made.error.code !== "room_exists") return this.#publishAnswer(made);
    // Made by another hub, or by this one when the store broke down before it could answer.
    await this.load();
    return taken;
  }

  /** Changes a room for somebody who may, and tells everybody who may see it. Titles and topics must have been parsed.
   *  @throws StorageError */
  async update(id: string, patch: RoomPatch, { id: actor }: Account): Promise<Result<Room>> {
    return this.#publishAnswer(await this.#needs.store.updateRoom(id, patch, actor));
  }

  /** Changes who is in a room for somebody who may, and tells everybody who may see it.
   *  @throws StorageError */
  async setMember(change: MemberChange): Promise<Result<Room>> {
    return this.#publishAnswer(await this.#needs.store.setMember(change));
  }

  /** Puts somebody in a room for good who looks at it for the first time. Why not; null when they are in it.
   *  @param refuse asked before: why they may not come into one more now
   *  @throws StorageError */
  async enter(
    room: Room,
    account: Account,
    refuse: () => WireError | null,
  ): Promise<WireError | null> {
    const { store, people, limits } = this.#needs;
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
    const { store, people } = this.#needs;
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

  /** Deletes a room in which nothing was ever posted, and tells everybody who could see it.
   *  @param account for whom; null for the server itself
   *  @throws StorageError */
  async delete(id: string, account: Account | null): Promise<Outcome> {
    const deleted = await this.#needs.store.deleteRoom(id, account && account.id);
    if (!deleted.ok) return deleted;
    this.#needs.rooms.forget(deleted.value);
    this.#needs.broker.publish({ type: "room", record: deleted.value, deleted: true });
    return { ok: true };
  }

  #publishAnswer(answer: Result<RoomRecord>): Result<Room> {
    if (!answer.ok) return answer;
    const room = this.#publish(answer.value);
    return room ? ok(room) : { ok: false, error: roomNotFound(answer.value.id) };
  }

  /** Learns how a room is now, from what the store answered, and tells every other hub. */
  #publish(record: RoomRecord): Room | null {
    const room = this.#needs.rooms.learn(record);
    this.#needs.broker.publish({ type: "room", record });
    return room;
  }
}
