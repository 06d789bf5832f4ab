import type { PresenceEvent } from "../../protocol/events.ts";
import type { User } from "../../protocol/entities.ts";
import { PRESENCE_NAMED } from "../../protocol/limits.ts";
import { searchText } from "../../protocol/search_text.ts";
import { Moves } from "../people/moves.ts";

/** Somebody who is online, always as one object. */
export interface OnlinePerson {
  readonly user: User;
}

/** What a room is told of its people. */
export type PeopleChanges = Pick<
  PresenceEvent,
  "joined" | "left" | "renamed" | "entered" | "quit" | "more"
>;

/** Somebody who came online or went, or has another name, since that was last told. */
interface Change {
  user: User;
  wasOnline: boolean;
  isOnline: boolean;
  isRenamed: boolean;
}

/** Who of those in one room is online, by person and not by connection, on whichever hub, and what is to be told of them.
 *  What it costs when thousands come online grows with how many they are, not with how many are there. */
export class RoomPeople {
  readonly #online = new Set<OnlinePerson>();
  /** Those of them who are in it by name alone, as long as they look at it. */
  readonly #visitors = new Set<OnlinePerson>();
  /** What `users` gives; null until it is asked for. Kept in order then: each who looks at the room is told some. */
  #sorted: User[] | null = null;
  /** By user id. */
  #changes = new Map<string, Change>();
  #moves = new Moves();

  /** How many are online. */
  get online(): number {
    return this.#online.size;
  }

  /** How many are in it by name alone. */
  get visitors(): number {
    return this.#visitors.size;
  }

  [Symbol.iterator](): Iterator<OnlinePerson> {
    return this.#online.values();
  }

  /** Who is online, by name, then by id. Not to be changed or kept. */
  users(): readonly User[] {
    return this.#sorted ??= [...this.#online].map(({ user }) => user).sort(byName);
  }

  /** Some of those who are online, by name, then by id, and whether there are others behind them.
   *  @param after behind which name and id; from the first one when null
   *  @param query what their names must contain, case and accents aside */
  page(
    { after, query = "", limit }: { after: User | null; query?: string; limit: number },
  ): { users: User[]; more: boolean } {
    const all = this.users();
    const wanted = searchText(query.trim());
    const users: User[] = [];
    for (let i = after ? placeOf(after, all, { behind: true }) : 0; i < all.length; i++) {
      const user = all[i]!;
      if (wanted !== "" && !searchText(user.name).includes(wanted)) continue;
      if (users.length === limit) return { users, more: true };
      users.push(user);
    }
    return { users, more: false };
  }

  /** Of those who are online. */
  ids(): Set<string> {
    return new Set([...this.#online].map(({ user }) => user.id));
  }

  /** Somebody is online and in the room, or not.
   *  @param isVisitor whether they are in it only as long as they look at it
   *  @returns whether that is news */
  seat(person: OnlinePerson, isOnline: boolean, isVisitor: boolean): boolean {
    if (isOnline && isVisitor) this.#visitors.add(person);
    else this.#visitors.delete(person);
    if (this.#online.has(person) === isOnline) return false;
    if (isOnline) this.#online.add(person);
    else this.#online.delete(person);
    const { user } = person;
    if (isOnline) this.#shelve(user);
    else this.#unshelve(user);
    this.#changeOf(user, !isOnline).isOnline = isOnline;
    return true;
  }

  /** Somebody who may be online here has another name now.
   *  @param before as they were
   *  @returns whether they are */
  rename(person: OnlinePerson, before: User): boolean {
    if (!this.#online.has(person)) return false;
    this.#unshelve(before);
    this.#shelve(person.user);
    this.#changeOf(person.user, true).isRenamed = true;
    return true;
  }

  /** Somebody came in for the first time. */
  enter(user: User): void {
    this.#moves.enter(user);
  }

  /** Somebody left for good. */
  quit(user: User): void {
    this.#moves.leave(user);
  }

  /** What has changed since the last call, by name; null when nothing has. Of those who came online or went PRESENCE_NAMED
   *  are named, and `more` tells of others; those who came in and left for good are named a few at a time. */
  take(): PeopleChanges | null {
    const changes = [...this.#changes.values()];
    this.#changes = new Map();
    const joined = changes.filter(({ wasOnline, isOnline }) => isOnline && !wasOnline);
    const left = changes.filter(({ wasOnline, isOnline }) => wasOnline && !isOnline);
    const renamed = changes.filter(({ isRenamed, wasOnline, isOnline }) =>
      isRenamed && wasOnline && isOnline
    );
    const [entered, quit] = [some(this.#moves.entered), some(this.#moves.quit)];
    const all = [joined, left, renamed, entered, quit];
    if (all.every(({ length }) => length === 0)) return null;
    const more = [joined, left, renamed].some(({ length }) => length > PRESENCE_NAMED);
    return {
      joined: named(joined),
      left: named(left),
      ...(renamed.length > 0 && { renamed: named(renamed) }),
      ...(entered.length > 0 && { entered }),
      ...(quit.length > 0 && { quit }),
      ...(more && { more }),
    };
  }

  /** Whether somebody who came in or left is still to be named. */
  get hasMoves(): boolean {
    return !this.#moves.isEmpty;
  }

  /** Nobody looks at the room: nothing is to be told. */
  rest(): void {
    this.#sorted = null;
    if (this.#changes.size > 0) this.#changes = new Map();
    if (this.hasMoves) this.#moves = new Moves();
  }

  #changeOf(user: User, wasOnline: boolean): Change {
    const change = this.#changes.get(user.id) ??
      { user, wasOnline, isOnline: wasOnline, isRenamed: false };
    change.user = user;
    this.#changes.set(user.id, change);
    return change;
  }

  #shelve(user: User): void {
    this.#sorted?.splice(placeOf(user, this.#sorted, { behind: false }), 0, user);
  }

  #unshelve(user: User): void {
    this.#sorted?.splice(placeOf(user, this.#sorted, { behind: false }), 1);
  }
}

function named(changes: Change[]): User[] {
  return changes.map(({ user }) => user).sort(byName).slice(0, PRESENCE_NAMED);
}

/** Takes the first of them out. */
function some(users: Map<string, User>): User[] {
  const first = [...users.values()].slice(0, PRESENCE_NAMED);
  for (const { id } of first) users.delete(id);
  return first;
}

function byName(a: User, b: User): number {
  const order = a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  return order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** How many of some that are in order stand before somebody; with `behind` also those who stand in the same place. */
function placeOf(user: User, users: readonly User[], { behind }: { behind: boolean }): number {
  const least = behind ? 1 : 0;
  let [from, to] = [0, users.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (byName(users[middle]!, user) < least) from = middle + 1;
    else to = middle;
  }
  return from;
}
