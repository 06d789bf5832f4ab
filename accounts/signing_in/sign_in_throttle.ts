import { type WireError, wireError } from "../../protocol/errors.ts";
import { ipPrefixOf } from "../ip_prefix.ts";
import { Throttle } from "./throttle.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How fast passwords may be guessed. Three throttles, by rising number of free failures:
 *
 *  - one name from one IP prefix: 5, then waits up to 15 min, 150 guesses a day at most. Nobody else notices.
 *  - one IP prefix, whatever the name: 50, then waits up to 5 min, 1,200 guesses a day at most over all names. Room for
 *    an office behind one address; sign-ins that succeed don't count.
 *  - one name from anywhere: 100, then waits up to 1 min, 2,400 guesses a day at most with any number of addresses.
 *    Whoever comes from an IP prefix where the account has a session is exempt, so that strangers can't lock the owner
 *    out.
 *
 *  Names without an account count as those with one, so that a wait tells nothing. */
export class SignInThrottle {
  readonly #byPlace: Throttle;
  readonly #byIpPrefix: Throttle;
  readonly #byName: Throttle;

  constructor(monotonic: () => number) {
    const throttle = (free: number, maxDelayMs: number) =>
      new Throttle({ free, firstDelayMs: SECOND, maxDelayMs, monotonic });
    this.#byPlace = throttle(5, 15 * MINUTE);
    this.#byIpPrefix = throttle(50, 5 * MINUTE);
    this.#byName = throttle(100, MINUTE);
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

  /** The attempt was right. */
  succeeded(key: string, address: string): void {
    this.#byPlace.clear(placeOf(key, ipPrefixOf(address)));
    this.takeBack(key, address);
  }

  /** The attempt was neither right nor wrong: nothing was compared. */
  takeBack(key: string, address: string): void {
    const ipPrefix = ipPrefixOf(address);
    this.#byPlace.takeBack(placeOf(key, ipPrefix));
    this.#byIpPrefix.takeBack(ipPrefix);
    this.#byName.takeBack(key);
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
