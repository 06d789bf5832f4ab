import {
  type Account,
  type ListedRoom,
  type OpenedPage,
  type ReadMark,
  type RoomInfo,
  type User,
} from "../../protocol/entities.ts";
import { ok, type Result, roomNotFound } from "../../protocol/errors.ts";
import { type Limits, PEOPLE_PER_PAGE } from "../../protocol/limits.ts";
import { unreadOf } from "../../protocol/read_mark.ts";
import type { People } from "../people/people.ts";
import type { Store } from "../ports/store.ts";
import type { Room } from "./room.ts";
import type { RoomDirectory } from "./room_directory.ts";
import type { RoomShelf, RoomWish } from "./room_shelf.ts";

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

interface Needs {
  store: Store;
  limits: Limits;
  people: People;
  rooms: RoomDirectory;
  shelf: RoomShelf;
}

/** What somebody is shown of the rooms that they may see: lists of them, and a room as its page has it. */
export class RoomListing {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** The rooms that somebody may see, of those they ask for, in the order of the titles that they see; without an account
   *  public rooms. */
  list(account: Account | null, wish?: RoomWish): Room[] {
    return [...this.#needs.shelf.visible(account, wish)];
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
    const before = after === undefined
      ? undefined
      : account && this.#needs.rooms.find(after, account);
    if (after !== undefined && !before) return { ok: false, error: roomNotFound(after) };
    const rooms: RoomInfo[] = [];
    const from = { after: before ?? undefined, isIn };
    for (const room of this.#needs.shelf.visible(account, wish, from)) {
      if (rooms.length === limit) return ok({ rooms, more: true });
      rooms.push(infoFor(room, isIn));
    }
    return ok({ rooms, more: false });
  }

  /** How far somebody has read these rooms, by their ids; of those without a mark nothing.
   *  @throws StorageError */
  async marksOf({ id: user }: Account, ids: readonly string[]): Promise<Map<string, ReadMark>> {
    const marks = await this.#needs.store.readMarks(ids.map((room) => ({ room, user })));
    return new Map(ids.flatMap((id, i) => marks[i] ? [[id, marks[i]]] : []));
  }

  /** The rooms that somebody's list begins with, in no order: those that they are in, and the one they look at.
   *  @param isIn the public rooms that they are in
   *  @param open its id */
  mine(
    account: Account,
    { isIn, open: id }: { isIn: ReadonlySet<Room>; open: string },
  ): RoomInfo[] {
    const open = this.#needs.rooms.find(id, account);
    const rooms = new Set([
      ...isIn,
      ...this.#needs.shelf.notPublic(account),
      ...open ? [open] : [],
    ]);
    return [...rooms].map((room) => infoFor(room, isIn));
  }

  /** The public rooms that somebody is in.
   *  @throws StorageError */
  async roomsOf(account: Account): Promise<ReadonlySet<Room>> {
    return new Set(await this.#needs.people.roomsOf(account));
  }

  /** The same of somebody who is online, as far as it has been read. */
  knownRoomsOf(account: Account): ReadonlySet<Room> {
    return new Set(this.#needs.people.knownRoomsOf(account));
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
    if (!await this.#needs.rooms.look(id, account)) return null;
    const page = await this.#openedPage(id, mark);
    // They may have been sent out meanwhile.
    const room = this.#needs.rooms.find(id, account);
    if (!page || !room) return null;
    const manager = room.managerOf.get(account.id) ?? false;
    const maker = room.madeBy === account.id;
    const { users } = room.people.page({ after: null, limit: PEOPLE_PER_PAGE });
    return { room: infoFor(room, isIn), page, people: users, manager, maker };
  }

  async #openedPage(id: string, mark: ReadMark | null): Promise<OpenedPage | null> {
    const { store, limits } = this.#needs;
    const newest = await store.snapshot(id, limits.pageSize);
    const room = this.#needs.rooms.get(id);
    if (!newest || !mark || !room || unreadOf(mark, room.info) === 0) return newest;
    if (!newest.more || newest.messages[0]!.seq <= mark.seq) return newest;
    const page = await store.page(id, { around: mark.seq + 1 }, limits.pageSize);
    if (!page) return null;
    const isNewest = page.messages.at(-1)!.seq >= newest.messages.at(-1)!.seq;
    // Read later than that version: what has changed since comes once more, which changes nothing.
    return { ...newest, ...page, ...(!isNewest && { newer: true }) };
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
