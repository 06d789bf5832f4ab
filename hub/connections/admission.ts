import type { Account } from "../../protocol/entities.ts";
import { fail, ok, type Result } from "../../protocol/errors.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { Clock } from "../ports/clock.ts";
import { AdmissionQueue } from "./admission_queue.ts";
import type { Place, Places } from "./places.ts";

/** Why a socket from an address is not taken in, whether or not there is a place; null when it is.
 *  @param account null when nobody has said whose it will be */
export type Refuse = (
  address: string,
  account: Account | null,
) => Extract<Result<never>, { ok: false }> | null;

/** Who gets a place for a socket, and when. */
export class Admission {
  readonly #limits: Limits;
  readonly #places: Places;
  readonly #refuse: Refuse;
  readonly #arrivals: AdmissionQueue;
  /** Whoever is refused asks again at once, if they mean harm. */
  readonly #refusals: AdmissionQueue;

  constructor(
    { clock, limits, places, refuse }: {
      clock: Clock;
      limits: Limits;
      places: Places;
      refuse: Refuse;
    },
  ) {
    this.#limits = limits;
    this.#places = places;
    this.#refuse = refuse;
    this.#arrivals = new AdmissionQueue(clock, limits.admissionMs);
    this.#refusals = new AdmissionQueue(clock, limits.admissionMs);
  }

  /** How many wait for their turn to come in. */
  get waiting(): number {
    return this.#arrivals.length;
  }

  /** Takes a place for one more socket and waits for its turn, or says why there is none. That is known before anything
   *  is waited for, but for newcomers, of whom each IP prefix has few at a time; it is told a few at a time, too. */
  async admit(address: string, account: Account | null): Promise<Result<Place>> {
    const taken = this.#refuse(address, account) ?? this.#places.take(address);
    if (!taken.ok) {
      await this.#refusals.enter(this.#places.prefixOf(address), () => true);
      return taken;
    }
    const place = taken.value;
    const tryEnter = () => account !== null || place.becomeNewcomer();
    const entered = await this.#arrivals.enter(place.prefix, tryEnter);
    const late = entered ? this.#refuse(address, account) : this.#tooManyNewcomers();
    if (!late) return ok(place);
    place.giveBack();
    return late;
  }

  #tooManyNewcomers() {
    const most = this.#limits.newcomersPerAddress;
    const message = `${most} connections from your address have not said who they are, the limit`;
    return fail("too_many_connections", message);
  }
}
