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

/** Who of those in one room is online, by person and not by connection, on whichever hub, and what is to be told of them.
 *  What it costs when thousands come online grows with how many they are, not with how many are there. */
export class RoomPeople {
  readonly #online = new Set<OnlinePerson>();
  /** Those of them who are in it by name alone, as long as they look at it. */
  readonly #visitors = new Set<OnlinePerson>();
  /** What `users` gave last; null until it is asked for. Each who looks at the room is told some of it. */
  #sorted: User[] | null = null;
  /** Who came since, and who went. */
  #added: User[] = [];
  readonly #removed = new Set<User>();
  /** Who is online and was not when that was last told, or the other way round. */
  #changed = new Set<OnlinePerson>();
  #renamed = new Set<OnlinePerson>();
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
    this.#sorted ??= [...this.#online].map(({ user }) => user).sort(byName);
    if (this.#added.length + this.#removed.size > 0) this.#sort(this.#sorted);
    return this.#sorted;
  }

  /** Some of those who are online, by name, then by id, and whether there are others behind them.
   *  @param after behind which name and id; from the first one when null
   *  @param query what their names must contain, case and accents aside */
  page(
    { after, query = "", limit }: { after: Place | null; query?: string; limit: number },
  ): { users: User[]; more: boolean } {
    const all = this.users();
    const wanted = searchText(query.trim());
    const users: User[] = [];
    for (let i = after ? countUpTo(after, all) : 0; i < all.length; i++) {
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
   *  @param isTold whether anybody is there to be told
   *  @returns whether that is news */
  seat(
    person: OnlinePerson,
    { isOnline, isVisitor, isTold }: { isOnline: boolean; isVisitor: boolean; isTold: boolean },
  ): boolean {
    if (isOnline && isVisitor) this.#visitors.add(person);
    else if (this.#visitors.size > 0) this.#visitors.delete(person);
    if (this.#online.has(person) === isOnline) return false;
    if (isOnline) this.#online.add(person);
    else this.#online.delete(person);
    if (isOnline) this.#shelve(person.user);
    else this.#unshelve(person.user);
    if (isTold && !this.#changed.delete(person)) this.#changed.add(person);
    return true;
  }

  /** Somebody who may be online here has another name now.
   *  @param before as they were
   *  @returns whether they are */
  rename(person: OnlinePerson, before: User): boolean {
    if (!this.#online.has(person)) return false;
    this.#unshelve(before);
    this.#shelve(person.user);
    this.#renamed.add(person);
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
    const changed = [...this.#changed];
    const isOnline = (person: OnlinePerson) => this.#online.has(person);
    const came = changed.filter(isOnline);
    const went = changed.filter((person) => !isOnline(person));
    // Who went and came again in between is another object.
    const joined = without(came, went);
    const left = without(went, came);
    const renamed = [...this.#renamed].filter((it) => isOnline(it) && !this.#changed.has(it));
    this.#changed = new Set();
    this.#renamed = new Set();
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
    if (this.#sorted) {
      this.#sorted = null;
      this.#added = [];
      this.#removed.clear();
    }
    if (this.#changed.size > 0) this.#changed = new Set();
    if (this.#renamed.size > 0) this.#renamed = new Set();
    if (this.hasMoves) this.#moves = new Moves();
  }

  #shelve(user: User): void {
    if (this.#sorted && !this.#removed.delete(user)) this.#added.push(user);
  }

  #unshelve(user: User): void {
    if (this.#sorted) this.#removed.add(user);
  }

  /** Puts those who came in their places, and leaves out who went: in one go, however many they are. */
  #sort(before: User[]): void {
    const added = this.#added.filter((user) => !this.#removed.has(user)).sort(byName);
    const kept = this.#removed.size === 0
      ? before
      : before.filter((user) => !this.#removed.has(user));
    // Places are looked up and what is between them is copied: to compare with everybody would take ten times as long.
    const sorted: User[] = [];
    let copied = 0;
    for (const user of added) {
      const place = countUpTo(user, kept, copied);
      while (copied < place) sorted.push(kept[copied++]!);
      sorted.push(user);
    }
    while (copied < kept.length) sorted.push(kept[copied++]!);
    this.#sorted = sorted;
    this.#added = [];
    this.#removed.clear();
  }
}

/** Those of them who are not among the others. */
function without(people: OnlinePerson[], others: OnlinePerson[]): OnlinePerson[] {
  if (people.length === 0 || others.length === 0) return people;
  const ids = new Set(others.map(({ user }) => user.id));
  return people.filter(({ user }) => !ids.has(user.id));
}

/** The first of them, by name. */
function named(people: OnlinePerson[]): User[] {
  return people.slice(0, PRESENCE_NAMED).map(({ user }) => user).sort(byName);
}

/** Takes the first of them out. */
function some(users: Map<string, User>): User[] {
  const first = [...users.values()].slice(0, PRESENCE_NAMED);
  for (const { id } of first) users.delete(id);
  return first;
}

type Place = Pick<User, "id" | "name">;

function byName(a: Place, b: Place): number {
  const order = a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  return order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** How many of some that are in order stand in a place or before it.
 *  @param least how many are known to */
function countUpTo(place: Place, users: readonly User[], least = 0): number {
  let [from, to] = [least, users.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (byName(users[middle]!, place) <= 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
