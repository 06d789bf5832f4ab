import type { User } from "../../protocol/entities.ts";
import type { Broker, HubFact } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { Room } from "./room.ts";

/** How often a hub says that it is there, in milliseconds. */
const ALIVE_MS = 3_000;
/** How long nothing may be heard of a hub before its people are gone, in milliseconds. With ALIVE_MS between two looks
 *  and the time in which presence is gathered, that is within 15 s of its end. */
const SILENT_MS = 10_000;

type PresenceFact = Extract<HubFact, { type: "presence" }>;

interface OtherHub {
  heardAt: number;
  /** Who is in a room by way of it, and which of its words that was. By the room's id. */
  rooms: Map<string, { revision: number; users: User[] }>;
}

/** Which rooms there are. */
interface Rooms extends Iterable<Room> {
  get(id: string): Room | undefined;
}

/** Tells the other hubs who is here, and rooms who is on the other hubs. */
export class OtherHubs {
  /** This hub's, among all there are. */
  readonly #id: string = crypto.randomUUID();
  readonly #broker: Broker;
  readonly #clock: Clock;
  readonly #rooms: Rooms;
  readonly #others = new Map<string, OtherHub>();
  readonly #onSilence: () => void;
  #revision = 0;
  #cancelAlive = () => {};

  /** @param onSilence called when a hub is taken for dead: it ended without a goodbye */
  constructor({ broker, clock, rooms, onSilence }: {
    broker: Broker;
    clock: Clock;
    rooms: Rooms;
    onSilence: () => void;
  }) {
    this.#broker = broker;
    this.#clock = clock;
    this.#rooms = rooms;
    this.#onSilence = onSilence;
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
    this.#say("bye");
  }

  /** Others are in a room by way of this hub than before. */
  tell(room: Room): void {
    // Whoever comes is told then.
    if (this.#others.size === 0) return;
    this.#revision += 1;
    const event = { hub: this.#id, room: room.id, revision: this.#revision } as const;
    this.#broker.publish({ type: "presence", ...event, users: room.peopleHere });
  }

  /** A room has become known, of which others may have spoken before. */
  introduce(room: Room): void {
    for (const [id, { rooms }] of this.#others) {
      const said = rooms.get(room.id);
      if (said) room.setPeopleElsewhere(id, said.users);
    }
  }

  hear(fact: HubFact): void {
    if (fact.hub === this.#id) return;
    if (fact.type === "hub" && fact.says === "bye") return this.#forget(fact.hub);
    const other = this.#others.get(fact.hub) ?? this.#meet(fact.hub);
    other.heardAt = this.#clock.monotonic();
    if (fact.type === "presence") this.#believe(other, fact);
    else if (fact.says === "hello") this.#tellAll();
  }

  /** Takes in a hub that is new, or was silent for so long that it was forgotten. */
  #meet(hub: string): OtherHub {
    const other = { heardAt: 0, rooms: new Map() };
    this.#others.set(hub, other);
    this.#tellAll();
    this.#say("hello");
    return other;
  }

  #believe({ rooms }: OtherHub, { hub, room, revision, users }: PresenceFact): void {
    if (revision <= (rooms.get(room)?.revision ?? 0)) return;
    rooms.set(room, { revision, users });
    this.#rooms.get(room)?.setPeopleElsewhere(hub, users);
  }

  #tellAll(): void {
    for (const room of this.#rooms) {
      if (room.people.length > 0) this.tell(room);
    }
  }

  #stayAlive(): void {
    const due = this.#clock.monotonic() + ALIVE_MS;
    this.#cancelAlive = this.#clock.after(ALIVE_MS, () => {
      this.#say("alive");
      const now = this.#clock.monotonic();
      for (const [hub, other] of this.#others) {
        // While this process stood still nobody could be heard.
        other.heardAt += now - due;
        if (other.heardAt >= now - SILENT_MS) continue;
        this.#forget(hub);
        this.#onSilence();
      }
      this.#stayAlive();
    });
  }

  #forget(hub: string): void {
    const other = this.#others.get(hub);
    this.#others.delete(hub);
    for (const [room, { users }] of other?.rooms ?? []) {
      if (users.length > 0) this.#rooms.get(room)?.setPeopleElsewhere(hub, []);
    }
  }

  #say(says: "hello" | "alive" | "bye"): void {
    this.#broker.publish({ type: "hub", hub: this.#id, says });
  }
}
