import { type Result, type WireError, wireError } from "../../protocol/errors.ts";
import type { Limits } from "../../protocol/limits.ts";

/** How many places have to be free again before the log may say once more that there are none, as a part of all. */
const FREE_AGAIN = 0.1;

/** The places of one IP prefix. */
interface PrefixPlaces {
  readonly prefix: string;
  /** Of all its sockets, those that wait to come in included. */
  taken: number;
  /** Of those that have not said who they are. */
  newcomers: number;
}

type State = "waiting" | "newcomer" | "known" | "gone";

/** All places of one hub, by IP prefix. What is taken is given back by whoever took it. */
export class Places {
  readonly #limits: Limits;
  readonly #ipPrefixOf: (address: string) => string;
  readonly #onFull: (limit: number) => void;
  readonly #byPrefix = new Map<string, PrefixPlaces>();
  /** How many ended connections of a user have a socket that is still open. */
  readonly #lingering = new Map<string, number>();
  #taken = 0;
  #isToldFull = false;

  /** @param ipPrefixOf what an IP address is part of
   *  @param onFull told when none is left; again only after a tenth were free */
  constructor(
    { limits, ipPrefixOf, onFull }: {
      limits: Limits;
      ipPrefixOf: (address: string) => string;
      onFull: (limit: number) => void;
    },
  ) {
    this.#limits = limits;
    this.#ipPrefixOf = ipPrefixOf;
    this.#onFull = onFull;
  }

  /** How many are taken. */
  get taken(): number {
    return this.#taken;
  }

  /** What an address is part of. */
  prefixOf(address: string): string {
    return this.#ipPrefixOf(address);
  }

  /** Takes one for a socket from this address; or says why there is none. */
  take(address: string): Result<Place> {
    const prefix = this.prefixOf(address);
    const ofPrefix = this.#byPrefix.get(prefix) ?? { prefix, taken: 0, newcomers: 0 };
    const error = this.#refuse(ofPrefix);
    if (error) return { ok: false, error };
    ofPrefix.taken += 1;
    this.#taken += 1;
    this.#byPrefix.set(prefix, ofPrefix);
    return { ok: true, value: new Place(this, ofPrefix) };
  }

  /** How many sockets of a user are open though their connection has ended. */
  lingering(userId: string): number {
    return this.#lingering.get(userId) ?? 0;
  }

  /** For places only. Whether one more of its prefix may be a newcomer's. */
  hasRoomForNewcomer({ newcomers }: PrefixPlaces): boolean {
    return newcomers < this.#limits.newcomersPerAddress;
  }

  /** For places only. */
  giveBack(ofPrefix: PrefixPlaces): void {
    this.#taken -= 1;
    ofPrefix.taken -= 1;
    if (ofPrefix.taken === 0) this.#byPrefix.delete(ofPrefix.prefix);
    if (this.#taken <= this.#limits.connections * (1 - FREE_AGAIN)) this.#isToldFull = false;
  }

  /** For places only.
   *  @param change 1 or -1 */
  countLingering(userId: string, change: number): void {
    const count = this.lingering(userId) + change;
    if (count > 0) this.#lingering.set(userId, count);
    else this.#lingering.delete(userId);
  }

  #refuse({ taken }: PrefixPlaces): WireError | null {
    const { connections, connectionsPerAddress } = this.#limits;
    if (this.#taken >= connections) {
      if (!this.#isToldFull) this.#onFull(connections);
      this.#isToldFull = true;
      return wireError("too_many_connections", `The server has ${connections} sockets, the limit`);
    }
    if (taken < connectionsPerAddress) return null;
    const message = `${connectionsPerAddress} connections from your address, the limit`;
    return wireError("too_many_connections", message);
  }
}

/** What one socket takes up, from before its upgrade until its TCP connection is gone. */
export class Place {
  readonly #places: Places;
  readonly #ofPrefix: PrefixPlaces;
  #state: State = "waiting";
  /** Whose connection it was, once that has ended. */
  #lingersFor: string | null = null;

  /** Made by `Places.take`. */
  constructor(places: Places, ofPrefix: PrefixPlaces) {
    this.#places = places;
    this.#ofPrefix = ofPrefix;
  }

  /** Where its socket comes from. */
  get prefix(): string {
    return this.#ofPrefix.prefix;
  }

  /** Makes it the place of somebody who has yet to say who they are. Whether it could be: each IP prefix may have
   *  `newcomersPerAddress` of them. */
  becomeNewcomer(): boolean {
    if (!this.#places.hasRoomForNewcomer(this.#ofPrefix)) return false;
    this.#state = "newcomer";
    this.#ofPrefix.newcomers += 1;
    return true;
  }

  /** It is somebody's now. */
  becomeKnown(): void {
    if (this.#state === "gone") return;
    this.#leaveNewcomers();
    this.#state = "known";
  }

  /** Its connection has ended; its socket has not closed yet.
   *  @param userId whose it was; null for who never said */
  linger(userId: string | null): void {
    if (this.#state === "gone" || userId === null) return;
    this.#lingersFor = userId;
    this.#places.countLingering(userId, 1);
  }

  /** Its TCP connection is gone, or will never be a socket's. A second call does nothing. */
  giveBack(): void {
    if (this.#state === "gone") return;
    this.#leaveNewcomers();
    this.#state = "gone";
    if (this.#lingersFor !== null) this.#places.countLingering(this.#lingersFor, -1);
    this.#places.giveBack(this.#ofPrefix);
  }

  #leaveNewcomers(): void {
    if (this.#state === "newcomer") this.#ofPrefix.newcomers -= 1;
  }
}
