import type { User } from "../../protocol/entities.ts";
import type { Broker, HubFact, OnlineUser, PeopleFact, PresenceFact } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { Headcount } from "../ports/store.ts";
import { Moves } from "./moves.ts";
import type { People } from "./people.ts";

/** How often a hub says that it is there, in milliseconds. */
const ALIVE_MS = 3_000;
/** How long nothing may be heard of a hub before its people are gone, in milliseconds. With ALIVE_MS between two looks
 *  and the time in which presence is gathered, that is within 15 s of its end. */
const SILENT_MS = 10_000;
/** Most people in one fact: some 60 KB. */
const PEOPLE_AT_ONCE = 1_000;

interface OtherHub {
  heardAt: number;
  /** Its last word on who is there. */
  revision: number;
  /** Whether it has named everybody, and every change since was heard. */
  isWhole: boolean;
  /** Who is there: user ids. */
  here: Set<string>;
  /** Of those, while it names everybody anew, whom it has not named yet: they are there as long as nothing else is known. */
  unnamed: Set<string> | null;
  /** Its last word on who came into a room or left it for good, by the room's id. */
  moves: Map<string, number>;
}

interface Needs {
  broker: Broker;
  clock: Clock;
  people: People;
  /** How long what happens is gathered before others hear of it, in milliseconds. */
  windowMs: number;
  /** Called when a hub is taken for dead: it ended without a goodbye. */
  onSilence: () => void;
}

/** Tells the other hubs who is here, and this one who is on the others. */
export class OtherHubs {
  /** This hub's, among all there are. */
  readonly #id: string = crypto.randomUUID();
  readonly #needs: Needs;
  readonly #others = new Map<string, OtherHub>();
  #revision = 0;
  #movesRevision = 0;
  /** Of whom the others have been told that they are here. */
  #told = new Set<string>();
  /** Who came, went or has another name or other rooms since: user ids. */
  #changed = new Set<string>();
  /** Who moved since, by the room's id. */
  #moves = new Map<string, { moves: Moves; headcount: Headcount }>();
  #isGathering = false;
  #cancelAlive = () => {};

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** How many are known to be there. */
  get count(): number {
    return this.#others.size;
  }

  /** Asks the others who is there, and says from here on that this hub is. */
  begin(): void {
    this.#say("hello");
    this.#stayAlive();
  }

  /** Its people are gone. */
  end(): void {
    this.#cancelAlive();
    this.#tellMoves();
    this.#say("bye");
  }

  /** Somebody is here or is not, or has another name or other rooms: told with who else is, soon. */
  note(userId: string): void {
    // Whoever comes is told then.
    if (this.#others.size === 0) return;
    this.#changed.add(userId);
    this.#gather();
  }

  /** Somebody came into a public room for the first time, or left it for good: told soon. */
  noteMove(room: string, user: User, { isIn, headcount }: { isIn: boolean; headcount: Headcount }) {
    const { moves } = this.#moves.get(room) ?? { moves: new Moves() };
    if (isIn) moves.enter(user);
    else moves.leave(user);
    this.#moves.set(room, { moves, headcount });
    this.#gather();
  }

  hear(fact: HubFact): void {
    if (fact.hub === this.#id) return;
    if (fact.type === "hub" && fact.says === "bye") return this.#forget(fact.hub);
    const known = this.#others.get(fact.hub);
    const other = known ?? this.#meet(fact.hub);
    other.heardAt = this.#needs.clock.monotonic();
    if (fact.type === "presence") this.#believe(other, fact);
    else if (fact.says === "hello") this.#tellAll();
    else if (known && !other.isWhole) this.#say("hello");
  }

  /** Whether somebody moved on another hub, and this is the first word of it. */
  isNews({ hub, room, revision }: PeopleFact): boolean {
    if (hub === null || hub === this.#id) return false;
    const { moves } = this.#others.get(hub) ?? this.#meet(hub);
    if (revision <= (moves.get(room) ?? 0)) return false;
    moves.set(room, revision);
    return true;
  }

  /** Takes in a hub that is new, or was silent for so long that it was forgotten. */
  #meet(hub: string): OtherHub {
    const heardAt = this.#needs.clock.monotonic();
    const other = {
      heardAt,
      revision: 0,
      isWhole: false,
      here: new Set<string>(),
      unnamed: null,
      moves: new Map(),
    };
    this.#others.set(hub, other);
    this.#tellAll();
    this.#say("hello");
    return other;
  }

  #believe(other: OtherHub, { hub, revision, came, went, whole, more }: PresenceFact): void {
    if (revision <= other.revision) return;
    const isNext = other.isWhole && revision === other.revision + 1;
    // One that is new was asked when it was met.
    if (!whole && !isNext && other.isWhole) this.#say("hello");
    other.revision = revision;
    other.isWhole = whole ?? isNext;
    if (!other.isWhole) return;
    if (whole) other.unnamed = new Set(other.here);
    const { people } = this.#needs;
    for (const present of came) {
      people.isElsewhere(hub, present);
      other.here.add(present.id);
      other.unnamed?.delete(present.id);
    }
    const isOver = other.unnamed && !more;
    for (const id of isOver ? [...went, ...other.unnamed!] : went) {
      people.isNotElsewhere(hub, id);
      other.here.delete(id);
    }
    if (isOver) other.unnamed = null;
  }

  #tellAll(): void {
    const here = this.#needs.people.allHere();
    this.#told = new Set(here.map(({ id }) => id));
    this.#changed.clear();
    // Once where nobody is here, too: then all are gone.
    for (let start = 0; start === 0 || start < here.length; start += PEOPLE_AT_ONCE) {
      const end = start + PEOPLE_AT_ONCE;
      this.#publish(here.slice(start, end), [], {
        ...(start === 0 && { whole: true }),
        ...(end < here.length && { more: true }),
      });
    }
  }

  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.#needs.clock.after(this.#needs.windowMs, () => {
      this.#isGathering = false;
      this.#tellMoves();
      this.#tellChanged();
    });
  }

  #tellChanged(): void {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (let start = 0; start < changed.length; start += PEOPLE_AT_ONCE) {
      const came: OnlineUser[] = [];
      const went: string[] = [];
      for (const id of changed.slice(start, start + PEOPLE_AT_ONCE)) {
        const present = this.#needs.people.here(id);
        if (present) came.push(present);
        else if (this.#told.has(id)) went.push(id);
        if (present) this.#told.add(id);
        else this.#told.delete(id);
      }
      if (came.length + went.length > 0) this.#publish(came, went);
    }
  }

  #tellMoves(): void {
    for (const [room, { moves, headcount }] of this.#moves) {
      this.#movesRevision += 1;
      this.#needs.broker.publish({
        type: "people",
        room,
        ...headcount,
        entered: [...moves.entered.values()],
        quit: [...moves.quit.values()],
        hub: this.#id,
        revision: this.#movesRevision,
      });
    }
    this.#moves.clear();
  }

  #publish(
    came: OnlineUser[],
    went: string[],
    whole: Pick<PresenceFact, "whole" | "more"> = {},
  ): void {
    this.#revision += 1;
    const said = { hub: this.#id, revision: this.#revision, came, went };
    this.#needs.broker.publish({ type: "presence", ...said, ...whole });
  }

  #stayAlive(): void {
    const { clock, onSilence } = this.#needs;
    const due = clock.monotonic() + ALIVE_MS;
    this.#cancelAlive = clock.after(ALIVE_MS, () => {
      this.#say("alive");
      const now = clock.monotonic();
      for (const [hub, other] of this.#others) {
        // While this process stood still nobody could be heard.
        other.heardAt += now - due;
        if (other.heardAt >= now - SILENT_MS) continue;
        this.#forget(hub);
        onSilence();
      }
      this.#stayAlive();
    });
  }

  #forget(hub: string): void {
    const other = this.#others.get(hub);
    this.#others.delete(hub);
    for (const id of other?.here ?? []) this.#needs.people.isNotElsewhere(hub, id);
  }

  #say(says: "hello" | "alive" | "bye"): void {
    this.#needs.broker.publish({ type: "hub", hub: this.#id, says });
  }
}
