import { type Account, isSameUser, publicUser, type User } from "../../protocol/entities.ts";
import type { OutageLog } from "../outage_log.ts";
import type { OnlineUser, PeopleFact } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { Headcount, PeopleStore } from "../ports/store.ts";
import type { Room } from "../rooms/room.ts";
import { FewATick } from "./few_a_tick.ts";
import { Memberships } from "./memberships.ts";
import { Person } from "./person.ts";

/** Which rooms there are. */
interface Rooms {
  get(id: string): Room | undefined;
  /** The rooms that are not public and name somebody as a member. */
  ofMember(userId: string): readonly Room[];
}

interface Needs {
  store: Pick<PeopleStore, "roomsOf" | "noteSeen">;
  clock: Clock;
  outages: OutageLog;
  rooms: Rooms;
  /** How long what happens is gathered before the store or another hub hears of it, in milliseconds. */
  windowMs: number;
  /** Called when what other hubs are to know of somebody's being here has changed: with their id. */
  onHere(userId: string): void;
  /** Called when somebody came into a public room for the first time, or left it for good, by way of this hub. */
  onMove(room: string, user: User, what: { isIn: boolean; headcount: Headcount }): void;
  /** Called when somebody who is online is found to have come into a public room, or out of it. */
  onMoved(userId: string, room: Room, isIn: boolean): void;
}

/** How many go offline in one tick: some 0.5 ms with 100 rooms each, as a post waits for several ticks. A hub with
 *  thousands of people may end at once. */
const GONE_A_TICK = 5;
/** Most users whose going is written at once, so that no post waits for longer: some 1 ms. */
const SEEN_AT_ONCE = 100;

/** Who is online, on this hub and on the others, and in which rooms they are. Rooms are told who of theirs is online. */
export class People {
  readonly #needs: Needs;
  /** Everybody who is online, by id. */
  readonly #people = new Map<string, Person>();
  readonly #memberships: Memberships;
  /** Who is in a room that is not known here yet: user ids, by the room's id. */
  readonly #awaited = new Map<string, Set<string>>();
  readonly #vanishing: FewATick;
  /** Who went offline and is not noted so: user ids. */
  #gone = new Set<string>();

  constructor(needs: Needs) {
    this.#needs = needs;
    this.#vanishing = new FewATick(needs.clock, GONE_A_TICK);
    this.#memberships = new Memberships({
      ...needs,
      learn: (person, rooms) => this.#learn(person, rooms),
    });
  }

  /** What other hubs are to know of somebody; null when they are not here. */
  here(userId: string): OnlineUser | null {
    const person = this.#people.get(userId);
    if (!person?.isHere) return null;
    if (person.isKept) return { ...person.user };
    return { ...person.user, rooms: [...person.visits.keys()].map(({ id }) => id) };
  }

  /** Everybody who is here. */
  allHere(): OnlineUser[] {
    return [...this.#people.keys()].flatMap((id) => this.here(id) ?? []);
  }

  /** The public rooms that somebody is in; in no order.
   *  @throws StorageError */
  async roomsOf({ id }: Pick<Account, "id">): Promise<readonly Room[]> {
    const person = this.#people.get(id);
    if (person) {
      await this.#ready(person);
      return this.knownRoomsOf({ id });
    }
    const [ids] = await this.#needs.store.roomsOf([id]);
    return ids!.flatMap((room) => this.#needs.rooms.get(room) ?? []);
  }

  /** As `roomsOf`, as far as is known without asking: of who is online. */
  knownRoomsOf({ id }: Pick<Account, "id">): readonly Room[] {
    const person = this.#people.get(id);
    return person ? [...person.rooms, ...person.visits.keys()] : [];
  }

  /** Whether somebody who is online is in a public room for good.
   *  @throws StorageError */
  async isIn(userId: string, room: Room): Promise<boolean> {
    const person = this.#people.get(userId);
    if (!person) return false;
    await this.#ready(person);
    return person.rooms.includes(room);
  }

  /** Somebody has one more connection.
   *  @param isKept whether it is kept in which rooms they are */
  connected(account: Account, isKept: boolean): void {
    const person = this.#find(account);
    const wasOnline = person.isOnline;
    person.connections += 1;
    this.#name(person, account);
    if (!wasOnline) this.#appear(person);
    if (isKept) this.#keep(person);
    if (person.connections === 1) this.#needs.onHere(account.id);
  }

  /** They have one less. @param graceMs how long it still counts, in milliseconds */
  disconnected(userId: string, graceMs: number): void {
    this.#after(graceMs, () => {
      const person = this.#people.get(userId)!;
      person.connections -= 1;
      if (person.isHere) return;
      this.#needs.onHere(userId);
      if (person.isOnline) return;
      this.#vanish(person);
      if (person.isKept) this.#noteGone(userId);
    });
  }

  /** One of their connections, of which nothing is kept, looks at a room. */
  visit(userId: string, room: Room): void {
    const person = this.#people.get(userId)!;
    const visits = person.visits.get(room) ?? 0;
    person.visits.set(room, visits + 1);
    if (visits > 0) return;
    this.#review(person, room);
    this.#needs.onHere(userId);
  }

  /** It does not any more. @param graceMs how long it still counts, in milliseconds */
  unvisit(userId: string, room: Room, graceMs: number): void {
    this.#after(graceMs, () => {
      const person = this.#people.get(userId);
      const visits = person?.visits.get(room) ?? 0;
      if (!person || visits === 0) return;
      if (visits > 1) return void person.visits.set(room, visits - 1);
      person.visits.delete(room);
      this.#review(person, room);
      this.#needs.onHere(userId);
    });
  }

  /** Somebody is in a public room, by way of this hub; `isNew`: since now. */
  entered(user: User, room: Room, { isNew, ...headcount }: Headcount & { isNew: boolean }): void {
    this.#move(user.id, room, true);
    if (!isNew) return;
    room.setHeadcount(headcount);
    room.noteMoved([user], []);
    this.#needs.onMove(room.id, user, { isIn: true, headcount });
  }

  /** Somebody is not in a public room, by way of this hub; `wasIn`: until now. */
  quit(user: User, room: Room, { wasIn, ...headcount }: Headcount & { wasIn: boolean }): void {
    this.#move(user.id, room, false);
    if (!wasIn) return;
    room.setHeadcount(headcount);
    room.noteMoved([], [user]);
    this.#needs.onMove(room.id, user, { isIn: false, headcount });
  }

  /** The same by way of another hub, or nobody knows whose: what is so now is read. */
  doubt({ entered, quit }: Pick<PeopleFact, "entered" | "quit">): void {
    for (const { id } of [...entered, ...quit]) {
      const person = this.#people.get(id);
      if (person) this.#readAgain(person);
    }
  }

  /** Facts may have got lost: it is read anew in which rooms everybody is. */
  readAgain(): void {
    for (const person of this.#people.values()) this.#readAgain(person);
  }

  /** Somebody has another name or role now. */
  rename(user: User): void {
    const person = this.#people.get(user.id);
    if (!person || !this.#name(person, user) || !person.isHere) return;
    this.#needs.onHere(user.id);
  }

  /** A room has other members, or other managers, who are in it as well.
   *  @param before who they were: user ids */
  membersChanged(room: Room, before: readonly string[]): void {
    for (const id of new Set([...before, ...room.managerOf.keys()])) {
      const person = this.#people.get(id);
      if (!person) continue;
      if (room.kind !== "public") this.#review(person, room);
      else if (room.managerOf.has(id)) this.#move(id, room, true);
    }
  }

  /** A room has become known, in which people may be. */
  introduce(room: Room): void {
    this.membersChanged(room, []);
    const awaiting = this.#awaited.get(room.id) ?? [];
    this.#awaited.delete(room.id);
    for (const id of awaiting) {
      const person = this.#people.get(id);
      if (!person) continue;
      this.#readAgain(person);
      this.#review(person, room);
    }
  }

  /** A room is no more. */
  forget(room: Room): void {
    for (const { user } of [...room.people]) {
      const person = this.#people.get(user.id);
      if (!person?.rooms.includes(room)) continue;
      person.moves += 1;
      person.rooms = person.rooms.filter((one) => one !== room);
    }
  }

  /** Somebody is online by way of another hub. */
  isElsewhere(hub: string, present: OnlineUser): void {
    const person = this.#find(present);
    const wasOnline = person.isOnline;
    const before = person.elsewhere?.get(hub);
    (person.elsewhere ??= new Map()).set(hub, present);
    // Who is here goes by the name they have here: two hubs would swap an old one and a new one for ever.
    if (!person.isHere) this.#name(person, present);
    if (!wasOnline) this.#appear(person);
    if (!present.rooms) this.#keep(person);
    this.#reviewAll(person, [...before?.rooms ?? [], ...present.rooms ?? []]);
  }

  /** They are not any more. */
  isNotElsewhere(hub: string, userId: string): void {
    const person = this.#people.get(userId);
    const before = person?.elsewhere?.get(hub);
    if (!person || !before) return;
    person.elsewhere!.delete(hub);
    if (person.elsewhere!.size === 0) person.elsewhere = null;
    this.#reviewAll(person, before.rooms ?? []);
    if (!person.isOnline) this.#vanish(person);
  }

  /** Writes down who has gone. */
  async flush(): Promise<void> {
    const { store, clock, outages } = this.#needs;
    const gone = [...this.#gone].filter((id) => !this.#people.has(id));
    this.#gone = new Set();
    try {
      for (let start = 0; start < gone.length; start += SEEN_AT_ONCE) {
        await store.noteSeen(gone.slice(start, start + SEEN_AT_ONCE), clock.now());
      }
    } catch (error) {
      // They were seen when their session was used last: that is known.
      outages.tell("it could not be noted who went offline", { error: String(error) });
    }
  }

  #find(user: User): Person {
    const known = this.#people.get(user.id);
    if (known) return known;
    const person = new Person(user);
    this.#people.set(user.id, person);
    return person;
  }

  /** Whether they are shown otherwise from then on. */
  #name(person: Person, user: User): boolean {
    const before = person.user;
    const now = publicUser(user);
    if (isSameUser(before, now)) return false;
    person.user = now;
    for (const room of this.#roomsWith(person)) room.renamePerson(person, before);
    return true;
  }

  /** From here on it is kept in which rooms they are. */
  #keep(person: Person): void {
    if (person.isKept) return;
    person.isKept = true;
    void this.#ready(person).catch(() => {});
  }

  /** What was read of somebody's rooms is out of date. */
  #readAgain(person: Person): void {
    if (!person.isKept) return;
    person.moves += 1;
    void this.#memberships.read(person).catch(() => {});
  }

  async #ready(person: Person): Promise<void> {
    if (!person.isKept || person.isRead) return;
    person.read ??= this.#memberships.read(person).finally(() => person.read = null);
    await person.read;
  }

  #appear(person: Person): void {
    for (const room of this.#roomsWith(person)) this.#review(person, room);
  }

  #vanish(person: Person): void {
    this.#people.delete(person.user.id);
    this.#vanishing.do(() => {
      for (const room of this.#roomsWith(person)) room.seat(person, { isOnline: false });
    });
  }

  /** What the store has said of somebody's rooms. */
  #learn(person: Person, ids: readonly string[]): void {
    const { id } = person.user;
    if (this.#people.get(id) !== person) return;
    const before = person.rooms;
    const wasRead = person.isRead;
    person.rooms = this.#known(ids, id);
    person.isRead = true;
    if (before.length === 0) {
      for (const room of person.rooms) room.seat(person, { isOnline: true });
      if (!wasRead) return;
    }
    const [old, now] = [new Set(before), new Set(person.rooms)];
    for (const room of before) if (!now.has(room)) this.#moved(person, room, false);
    for (const room of person.rooms) if (!old.has(room)) this.#moved(person, room, true);
  }

  #move(userId: string, room: Room, isIn: boolean): void {
    const person = this.#people.get(userId);
    if (!person || person.rooms.includes(room) === isIn) return;
    person.moves += 1;
    person.rooms = isIn ? [...person.rooms, room] : person.rooms.filter((one) => one !== room);
    this.#moved(person, room, isIn);
  }

  #moved(person: Person, room: Room, isIn: boolean): void {
    this.#review(person, room);
    this.#needs.onMoved(person.user.id, room, isIn);
  }

  /** The rooms of these ids; those that are not known here yet are waited for. */
  #known(ids: readonly string[], userId: string): Room[] {
    return ids.flatMap((id) => {
      const room = this.#needs.rooms.get(id);
      if (room) return [room];
      const awaiting = this.#awaited.get(id);
      if (awaiting) awaiting.add(userId);
      else this.#awaited.set(id, new Set([userId]));
      return [];
    });
  }

  #reviewAll(person: Person, ids: readonly string[]): void {
    for (const room of this.#known(ids, person.user.id)) this.#review(person, room);
  }

  /** Tells a room whether somebody is one of those in it who are online. */
  #review(person: Person, room: Room): void {
    const isMember = room.kind === "public"
      ? person.rooms.includes(room)
      : room.managerOf.has(person.user.id);
    const isVisitor = !isMember && person.isVisiting(room);
    room.seat(person, { isOnline: person.isOnline && (isMember || isVisitor), isVisitor });
  }

  /** Every room that they may be in. */
  #roomsWith(person: Person): ReadonlySet<Room> {
    const ofMember = this.#needs.rooms.ofMember(person.user.id);
    const rooms = new Set([...person.rooms, ...ofMember, ...person.visits.keys()]);
    for (const { rooms: ids = [] } of person.elsewhere?.values() ?? []) {
      for (const room of this.#known(ids, person.user.id)) rooms.add(room);
    }
    return rooms;
  }

  #noteGone(userId: string): void {
    if (this.#gone.size === 0) {
      this.#needs.clock.after(this.#needs.windowMs, () => void this.flush());
    }
    this.#gone.add(userId);
  }

  #after(graceMs: number, act: () => void): void {
    if (graceMs > 0) this.#needs.clock.after(graceMs, act);
    else act();
  }
}
