import type { Account } from "../../protocol/entities.ts";
import { asShownTo, byTitle } from "../../protocol/room_title.ts";
import { searchText } from "../../protocol/search_text.ts";
import type { Room } from "./room.ts";

/** Which rooms somebody asks for, of those they may see; all of them when nothing is said. */
export interface RoomWish {
  /** What their titles must contain, case and accents aside. */
  query?: string;
  /** Only rooms they are in. */
  mine?: boolean;
  /** Only these. */
  ids?: readonly string[];
}

/** A room under the title that one reader sees. */
interface Titled {
  id: string;
  title: string;
  room: Room;
}

/** All rooms in the order of their titles, and the few of each person, so that a list is read off without looking at what
 *  is not on it. */
export class RoomShelf {
  /** Null until they are asked for: sorting once is faster than keeping in order what is being loaded. */
  #public: Titled[] | null = null;
  readonly #all = new Map<string, Room>();
  /** By user id: the rooms that name them as a member or manager. */
  readonly #byMember = new Map<string, Set<Room>>();
  #publicCount = 0;

  /** A room is new, or its title, its members or whether it is archived changed. */
  put(room: Room, { before }: { before: readonly string[] }): void {
    for (const id of before) if (!room.managerOf.has(id)) this.#removeMember(id, room);
    for (const id of room.managerOf.keys()) {
      const rooms = this.#byMember.get(id);
      if (rooms) rooms.add(room);
      else this.#byMember.set(id, new Set([room]));
    }
    const isNew = !this.#all.has(room.id);
    this.#all.set(room.id, room);
    if (room.kind !== "public") return;
    if (isNew) this.#publicCount += 1;
    if (!this.#public) return;
    const shelved = this.#public.findIndex((titled) => titled.room === room);
    if (shelved >= 0) {
      if (this.#public[shelved]!.title === room.title) return;
      this.#public.splice(shelved, 1);
    }
    const titled = titledOf(room);
    this.#public.splice(placeBehind(titled, this.#public), 0, titled);
  }

  remove(room: Room): void {
    for (const id of room.managerOf.keys()) this.#removeMember(id, room);
    this.#all.delete(room.id);
    if (room.kind !== "public") return;
    this.#publicCount -= 1;
    const shelved = this.#public?.findIndex((titled) => titled.room === room) ?? -1;
    if (shelved >= 0) this.#public!.splice(shelved, 1);
  }

  get publicCount(): number {
    return this.#publicCount;
  }

  /** What somebody may see of what they ask for, in the order of the titles that they see; without an account public
   *  rooms.
   *  @param after a room that they may see: those behind it
   *  @param isIn the public rooms that they are in */
  *visible(
    account: Pick<Account, "id"> | null,
    wish: RoomWish = {},
    { after, isIn = [] }: { after?: Room; isIn?: Iterable<Room> } = {},
  ): Iterable<Room> {
    const { query = "", mine = false, ids } = wish;
    const wanted = searchText(query.trim());
    const asked = ids && new Set(ids);
    const publicRooms = mine
      ? [...isIn].map(titledOf).sort(byTitle)
      : asked
      ? this.#publicAmong(asked)
      : this.#sorted();
    const own = this.#privateOf(account);
    const from = after && titledFor(account, after);
    let next = from ? placeBehind(from, own) : 0;
    for (let i = from ? placeBehind(from, publicRooms) : 0; i < publicRooms.length; i++) {
      const titled = publicRooms[i]!;
      while (next < own.length && byTitle(own[next]!, titled) < 0) {
        const before = own[next++]!;
        if (isWanted(before)) yield before.room;
      }
      if (isWanted(titled)) yield titled.room;
    }
    for (; next < own.length; next++) if (isWanted(own[next]!)) yield own[next]!.room;

    function isWanted(titled: Titled): boolean {
      if (asked && !asked.has(titled.id)) return false;
      return wanted === "" || searchTextOf(titled).includes(wanted);
    }
  }

  /** The rooms of somebody's that are not public, in no order. */
  notPublic(account: Pick<Account, "id">): Room[] {
    return [...this.#byMember.get(account.id) ?? []].filter(({ kind }) => kind !== "public");
  }

  #sorted(): Titled[] {
    return this.#public ??= [...this.#all.values()].filter(({ kind }) => kind === "public")
      .map(titledOf).sort(byTitle);
  }

  #publicAmong(ids: ReadonlySet<string>): Titled[] {
    return [...ids].flatMap((id) => this.#all.get(id) ?? [])
      .filter(({ kind }) => kind === "public").map(titledOf).sort(byTitle);
  }

  #privateOf(account: Pick<Account, "id"> | null): Titled[] {
    if (!account) return [];
    return this.notPublic(account).map((room) => titledFor(account, room)).sort(byTitle);
  }

  #removeMember(id: string, room: Room): void {
    const rooms = this.#byMember.get(id);
    rooms?.delete(room);
    if (rooms?.size === 0) this.#byMember.delete(id);
  }
}

function titledOf(room: Room): Titled {
  return { id: room.id, title: room.title, room };
}

/** What titles are compared as, made once for those that are kept. */
const searchTexts = new WeakMap<Titled, string>();

function searchTextOf(titled: Titled): string {
  let text = searchTexts.get(titled);
  if (text === undefined) searchTexts.set(titled, text = searchText(titled.title));
  return text;
}

function titledFor(account: Pick<Account, "id"> | null, room: Room): Titled {
  if (room.kind === "public" || !account) return titledOf(room);
  return { id: room.id, title: asShownTo(account.id, room.info).title, room };
}

/** How many of some that are in order stand before it, or are it. */
function placeBehind(titled: Titled, others: readonly Titled[]): number {
  let [low, high] = [0, others.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = others[middle]!;
    if (other.id === titled.id || byTitle(other, titled) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
