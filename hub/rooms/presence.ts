import type { User } from "../../protocol/entities.ts";

interface Person {
  user: User;
  connections: number;
  /** When somebody without connections stops counting, on the monotonic clock. */
  goneAt: number;
}

/** Who is in one room, by person and not by connection. Keeps no timers: the room says what time it is.
 *  `changes` compares with what was last told, so coming and going in between cancel out. */
export class Presence {
  readonly #people = new Map<string, Person>();
  readonly #told = new Map<string, User>();
  /** What `users` gives, until somebody comes, goes or has another name. */
  #users: User[] | null = null;

  /** How many people are in the room. */
  get size(): number {
    return this.#people.size;
  }

  /** By name, then by id. */
  users(): User[] {
    return this.#users ??= [...this.#people.values()].map((person) => person.user).sort(byName);
  }

  arrive(user: User): void {
    const person = this.#people.get(user.id);
    if (person?.user.name !== user.name) this.#users = null;
    if (person) {
      person.connections += 1;
      person.user = user;
    } else {
      this.#people.set(user.id, { user, connections: 1, goneAt: 0 });
    }
  }

  /** One connection of this user left. With the last one the person goes at `goneAt` (monotonic);
   *  a time already past means at once. */
  depart(userId: string, goneAt: number): void {
    const person = this.#people.get(userId);
    if (!person || person.connections === 0) return;
    person.connections -= 1;
    person.goneAt = goneAt;
  }

  /** Removes those whose time has come. */
  sweep(now: number): void {
    for (const [id, person] of this.#people) {
      if (person.connections > 0 || person.goneAt > now) continue;
      this.#people.delete(id);
      this.#users = null;
    }
  }

  /** Somebody has another name now. Whether they are here. */
  rename(user: User): boolean {
    const person = this.#people.get(user.id);
    if (person) {
      person.user = user;
      this.#users = null;
    }
    return person !== undefined;
  }

  /** Who came, who went and who has another name since the last call, by name; null when nothing changed. */
  changes(): { joined: User[]; left: User[]; renamed?: User[] } | null {
    const joined: User[] = [];
    const left: User[] = [];
    const renamed: User[] = [];
    for (const [id, { user }] of this.#people) {
      const told = this.#told.get(id);
      if (!told) joined.push(user);
      else if (told.name !== user.name) renamed.push(user);
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
}

function byName(a: User, b: User): number {
  const order = a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  return order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
