import type { PresenceEvent } from "../../protocol/events.ts";
import type { Clock } from "../ports/clock.ts";
import type { RoomPeople } from "./room_people.ts";

interface Needs {
  clock: Clock;
  people: RoomPeople;
  /** How many are in the room, online or not. */
  headcount(): number;
  /** How long is gathered, in milliseconds. */
  windowMs(): number;
  /** Whether anybody here looks at the room. */
  isWatched(): boolean;
  tell(news: Omit<PresenceEvent, "type" | "room">): void;
}

/** Tells those who look at a room who came online, went, came in and left: once for a whole storm. */
export class PresenceWindow {
  readonly #needs: Needs;
  #isOpen = false;
  /** How many were told to be in it. */
  #headcountTold = 0;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Something has changed: told when the window closes. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const { clock, people, windowMs, isWatched } = this.#needs;
    clock.after(windowMs(), () => {
      this.#isOpen = false;
      if (isWatched()) this.#tell();
      else people.rest();
    });
  }

  #tell(): void {
    const { people, headcount, tell } = this.#needs;
    const { online } = people;
    const count = headcount();
    const changes = people.take();
    if (!changes && count === this.#headcountTold) return;
    this.#headcountTold = count;
    tell({ ...(changes ?? { joined: [], left: [] }), online, people: count });
    if (people.hasMoves) this.open();
  }
}
