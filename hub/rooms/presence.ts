import { isSameUser, type User } from "../../protocol/entities.ts";

interface Person {
  user: User;
  /** How many connections they have here. */
  connections: number;
  /** Whether they count as being here: they have a connection, or had one until a moment ago. */
  isHere: boolean;
  /** When somebody without connections stops being here, on the monotonic clock. */
  goneAt: number;
  /** How many other hubs they are on. */
  elsewhere: number;
}

/** Who is in one room, by person and not by connection, on this hub and on others. Keeps no timers: the room says what
 *  time it is. `changes` compares with what was last told, so coming and going in between cancel out. */
export class Presence {
  readonly #people = new Map<string, Person>();
  /** Who is there by way of another hub, by the hub's id and their own. */
  readonly #elsewhere = new Map<string, ReadonlyMap<string, User>>();
  readonly #told = new Map<string, User>();
  /** What `users` gives; null until it is asked for, and when somebody has another name. Kept in order: each who joins is
   *  told it. */
  #users: User[] | null = null;
  #isHereStale = false;

  /** How many people are in the room. */
  get size(): number {
    return this.#people.size;
  }

  /** By name, then by id. */
  users(): User[] {
    return this.#users ??= [...this.#people.values()].map((person) => person.user).sort(byName);
  }

  /** Those of them who are here, in no order. */
  here(): User[] {
    this.#isHereStale = false;
    return [...this.#people.values()].filter(({ isHere }) => isHere).map(({ user }) => user);
  }

  /** Whether `here` would say something else than when it was last asked. */
  get isHereStale(): boolean {
    return this.#isHereStale;
  }

  arrive(user: User): void {
    const person = this.#find(user);
    this.#name(person, user);
    person.connections += 1;
    if (person.isHere) return;
    person.isHere = true;
    this.#isHereStale = true;
  }

  /** One connection of this user left. With the last one the person goes at `goneAt` (monotonic);
   *  a time already past means at once. */
  depart(userId: string, goneAt: number): void {
    const person = this.#people.get(userId);
    if (!person || person.connections === 0) return;
    person.connections -= 1;
    person.goneAt = goneAt;
  }

  /** These, and nobody else, are in the room by way of another hub. */
  setElsewhere(hub: string, users: readonly User[]): void {
    const before = this.#elsewhere.get(hub);
    const now = new Map(users.map((user) => [user.id, user]));
    for (const [id, user] of now) {
      const person = this.#find(user);
      // Who is here goes by the name they have here: two hubs would swap an old one and a new one for ever.
      if (!person.isHere) this.#name(person, user);
      if (!before?.has(id)) person.elsewhere += 1;
    }
    for (const id of before?.keys() ?? []) {
      if (!now.has(id)) this.#people.get(id)!.elsewhere -= 1;
    }
    if (now.size > 0) this.#elsewhere.set(hub, now);
    else this.#elsewhere.delete(hub);
  }

  /** Removes those whose time has come. */
  sweep(now: number): void {
    const before = this.#people.size;
    for (const [id, person] of this.#people) {
      if (person.isHere && person.connections === 0 && person.goneAt <= now) {
        person.isHere = false;
        this.#isHereStale = true;
      }
      if (person.isHere || person.elsewhere > 0) continue;
      this.#people.delete(id);
    }
    if (this.#people.size === before || !this.#users) return;
    this.#users = this.#users.filter(({ id }) => this.#people.has(id));
  }

  /** Somebody has another name now. Whether they are in the room. */
  rename(user: User): boolean {
    const person = this.#people.get(user.id);
    if (!person) return false;
    this.#name(person, user);
    return true;
  }

  /** Who came, who went and who has another name since the last call, by name; null when nothing changed. */
  changes(): { joined: User[]; left: User[]; renamed?: User[] } | null {
    const joined: User[] = [];
    const left: User[] = [];
    const renamed: User[] = [];
    for (const [id, { user }] of this.#people) {
      const told = this.#told.get(id);
      if (!told) joined.push(user);
      else if (!isSameUser(told, user)) renamed.push(user);
    }
    for (const [id, user] of this.#told) {
      if (!this.#people.has(id)) left.push(user);
    }
    if (joined.length + left.length + renamed.length === 0) return null;
    for (const user of [...joined, ...renamed]) this.#told.set(user.id, user);
    for (const user of left) this.#told.delete(user.id);
    const changes = { joined: joined.sort(byName), left: left.sort(byName) };
    return renamed.length === 0 ? changes : { ...changes, renamed: renamed.sort(byName) };
  }

  #find(user: User): Person {
    const known = this.#people.get(user.id);
    if (known) return known;
    const person = { user, connections: 0, isHere: false, goneAt: 0, elsewhere: 0 };
    this.#people.set(user.id, person);
    if (this.#users) this.#users = insert(this.#users, user);
    return person;
  }

  #name(person: Person, user: User): void {
    if (isSameUser(person.user, user)) return;
    person.user = user;
    this.#users = null;
    if (person.isHere) this.#isHereStale = true;
  }
}

function byName(a: User, b: User): number {
  const order = a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  return order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** A copy with one more user, in its place. */
function insert(users: readonly User[], user: User): User[] {
  let from = 0;
  let to = users.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (byName(users[middle]!, user) < 0) from = middle + 1;
    else to = middle;
  }
  return users.toSpliced(from, 0, user);
}
