import { type WireError, wireError } from "../../protocol/errors.ts";
import { ipPrefixOf } from "../ip_prefix.ts";
import { Throttle } from "./throttle.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How fast passwords may be guessed, and sign-ins may follow each other. Three throttles, by rising number of free failures:
 *
 *  - one name from one IP prefix: 5, then waits up to 15 min, 150 guesses a day at most. Nobody else notices.
 *  - one IP prefix, whatever the name: 50, then waits up to 5 min, 1,200 guesses a day at most over all names. Room for
 *    an office behind one address; sign-ins that succeed don't count here.
 *  - one name from anywhere: 100, then waits up to 1 min, 2,400 guesses a day at most with any number of addresses.
 *    Whoever comes from an IP prefix where the account has a session is exempt, so that strangers can't lock the owner
 *    out.
 *
 *  Two more count what succeeds, because each hash takes half a second of a core, whoever asks for it:
 *
 *  - one account: 20, then one in 10 s. Only who knows the password can use that up.
 *  - one IP prefix: 100, a large office that comes to work, then one in 2 s.
 *
 *  Names without an account count as those with one, so that a wait tells nothing. */
export class SignInThrottle {
  readonly #byPlace: Throttle;
  readonly #byIpPrefix: Throttle;
  readonly #byName: Throttle;
  readonly #successesByName: Throttle;
  readonly #successesByIpPrefix: Throttle;

  constructor(monotonic: () => number) {
    const throttle = (free: number, maxDelayMs: number) =>
      new Throttle({ free, firstDelayMs: SECOND, maxDelayMs, monotonic });
    this.#byPlace = throttle(5, 15 * MINUTE);
    this.#byIpPrefix = throttle(50, 5 * MINUTE);
    this.#byName = throttle(100, MINUTE);
    this.#successesByName = throttle(20, 10 * SECOND);
    this.#successesByIpPrefix = throttle(100, 2 * SECOND);
  }

  /** Counts an attempt, or says how long to wait; then nothing is counted.
   *  @param key of the name
   *  @param isKnown whether the account has a session from the address; asked only when it matters */
  async refuse(
    key: string,
    address: string,
    isKnown: () => Promise<boolean>,
  ): Promise<WireError | null> {
    const ipPrefix = ipPrefixOf(address);
    const place = placeOf(key, ipPrefix);
    const error = this.#refuseSuccess(key, ipPrefix);
    if (error) return error;
    let waitMs = Math.max(this.#byPlace.waitOf(place), this.#byIpPrefix.waitOf(ipPrefix));
    if (waitMs === 0 && this.#byName.waitOf(key) > 0 && !await isKnown()) {
      waitMs = this.#byName.waitOf(key);
    }
    if (waitMs > 0) return tooMany("attempts", waitMs);
    this.#byPlace.add(place);
    this.#byIpPrefix.add(ipPrefix);
    this.#byName.add(key);
    return null;
  }

  /** The attempt was right. Refuses when others that began before have used up what may succeed meanwhile. */
  succeeded(key: string, address: string): WireError | null {
    const ipPrefix = ipPrefixOf(address);
    this.#byPlace.clear(placeOf(key, ipPrefix));
    this.takeBack(key, address);
    const error = this.#refuseSuccess(key, ipPrefix);
    if (error) return error;
    this.#successesByName.add(key);
    this.#successesByIpPrefix.add(ipPrefix);
    return null;
  }

  /** The attempt was neither right nor wrong: nothing was compared. */
  takeBack(key: string, address: string): void {
    const ipPrefix = ipPrefixOf(address);
    this.#byPlace.takeBack(placeOf(key, ipPrefix));
    this.#byIpPrefix.takeBack(ipPrefix);
    this.#byName.takeBack(key);
  }

  #refuseSuccess(key: string, ipPrefix: string): WireError | null {
    const waitMs = Math.max(
      this.#successesByName.waitOf(key),
      this.#successesByIpPrefix.waitOf(ipPrefix),
    );
    return waitMs > 0 ? tooMany("sign-ins", waitMs) : null;
  }
}

/** @param what there are too many of */
export function tooMany(what: string, waitMs: number): WireError {
  const seconds = Math.ceil(waitMs / SECOND);
  const wait = seconds <= 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
  const message = `Too many ${what}: try again in ${wait}`;
  return { ...wireError("rate_limited", message), retryAfterMs: waitMs };
}

function placeOf(key: string, ipPrefix: string): string {
  return `${ipPrefix} ${key}`;
}
