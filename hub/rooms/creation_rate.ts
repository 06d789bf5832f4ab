import type { Account } from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";
import type { Limits } from "../../protocol/limits.ts";
import { hasAccount } from "../../protocol/roles.ts";
import { RateLimit } from "../connections/rate_limit.ts";
import type { Clock } from "../ports/clock.ts";

/** Who wants a room made. */
export interface RoomMaker {
  account: Account;
  /** An IP address. */
  address: string;
}

/** How fast rooms are made: accounts by their id, guests by where they come from, for they may be as many as they like. */
export class CreationRate {
  readonly #ofAccounts: RateLimit;
  readonly #ofGuests: RateLimit;
  readonly #ipPrefixOf: (address: string) => string;

  constructor({ clock, limits, ipPrefixOf }: {
    clock: Clock;
    limits: Limits;
    ipPrefixOf: (address: string) => string;
  }) {
    const monotonic = () => clock.monotonic();
    const { roomBurst, roomsPerMinute, guestRoomBurst, guestRoomsPerMinute } = limits;
    this.#ofAccounts = new RateLimit({
      burst: roomBurst,
      perSecond: roomsPerMinute / 60,
      monotonic,
    });
    this.#ofGuests = new RateLimit({
      burst: guestRoomBurst,
      perSecond: guestRoomsPerMinute / 60,
      monotonic,
    });
    this.#ipPrefixOf = ipPrefixOf;
  }

  /** Takes one, or says why not. */
  refuse({ account, address }: RoomMaker): WireError | null {
    return hasAccount(account)
      ? this.#ofAccounts.refuse(account.id, "new rooms")
      : this.#ofGuests.refuse(this.#ipPrefixOf(address), "new rooms");
  }
}
