import type { Clock } from "../../hub/ports/clock.ts";
import { bannedError, type WireError } from "../../protocol/errors.ts";
import { ipPrefixOf } from "../ip_prefix.ts";
import type { Ban } from "../ports.ts";

/** Most lifted bans remembered. Word of one that comes late comes within seconds, not after a thousand others. */
const MOST_LIFTED = 1_000;

/** The bans that hold, in memory, because they are asked for at every request. Kept up by what the broker tells, late or
 *  twice. */
export class ActiveBans {
  readonly #clock: Pick<Clock, "now">;
  readonly #byUser = new Map<string, Ban[]>();
  readonly #byIpPrefix = new Map<string, Ban[]>();
  /** The ids of bans that were lifted, oldest first: word that they were set may still come. */
  readonly #lifted = new Set<string>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** The ban of an address, or of the /64 of an IPv6 one, that holds longest. */
  ofAddress(address: string): Ban | null {
    if (this.#byIpPrefix.size === 0) return null;
    return this.#longest(this.#byIpPrefix.get(ipPrefixOf(address)));
  }

  /** The ban of a user that holds longest. */
  ofUser(userId: string): Ban | null {
    return this.#longest(this.#byUser.get(userId));
  }

  set(ban: Ban): void {
    if (this.#lifted.has(ban.id)) return;
    const [bans, key] = ban.userId !== null
      ? [this.#byUser, ban.userId]
      : [this.#byIpPrefix, ipPrefixOf(ban.address!)];
    const others = (bans.get(key) ?? []).filter(({ id }) => id !== ban.id);
    bans.set(key, [...others, ban]);
  }

  lift(banId: string): void {
    this.#lifted.add(banId);
    if (this.#lifted.size > MOST_LIFTED) this.#lifted.delete(this.#lifted.values().next().value!);
    this.#forget(({ id }) => id === banId);
  }

  /** Holds those that are known against the store's, where word of them may have got lost.
   *  @param read gives all that hold now */
  async reconcile(read: () => Promise<Ban[]>): Promise<void> {
    const known = new Set([...this.#byUser.values(), ...this.#byIpPrefix.values()].flat());
    const stored = await read();
    const ids = new Set(stored.map(({ id }) => id));
    this.#forget((ban) => known.has(ban) && !ids.has(ban.id));
    for (const ban of stored) this.set(ban);
  }

  /** Forgets those that are over. */
  sweep(): void {
    const now = this.#clock.now();
    this.#forget((ban) => endOf(ban) <= now);
  }

  #forget(isGone: (ban: Ban) => boolean): void {
    for (const bans of [this.#byUser, this.#byIpPrefix]) {
      for (const [key, those] of bans) {
        const left = those.filter((ban) => !isGone(ban));
        if (left.length > 0) bans.set(key, left);
        else bans.delete(key);
      }
    }
  }

  #longest(bans: Ban[] = []): Ban | null {
    const now = this.#clock.now();
    let longest: Ban | null = null;
    for (const ban of bans) {
      if (endOf(ban) > now && (!longest || endOf(ban) > endOf(longest))) longest = ban;
    }
    return longest;
  }
}

/** What those are told who are kept out. */
export function refusalOf({ expiresAt, reason }: Ban): WireError {
  return bannedError({ reason, until: expiresAt });
}

function endOf({ expiresAt }: Ban): number {
  return expiresAt ?? Infinity;
}
