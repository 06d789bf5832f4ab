import { type WireError, wireError } from "../../protocol/errors.ts";
import type { Core } from "../core.ts";
import { ipPrefixOf } from "../ip_prefix.ts";
import type { Ban } from "../ports.ts";

/** The bans that hold, in memory: asked for every request. */
export class Bans {
  readonly #core: Core;
  readonly #byUser = new Map<string, Ban[]>();
  readonly #byNetwork = new Map<string, Ban[]>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Reads them from the store; asked once, before anything else. */
  async load(): Promise<void> {
    for (const ban of await this.#core.store.listBans(this.#core.clock.now())) this.#remember(ban);
  }

  /** The ban of an address, or of the /64 of an IPv6 one, that holds longest. */
  ofAddress(address: string): Ban | null {
    return this.#byNetwork.size === 0 ? null : this.#longest(this.#byNetwork, ipPrefixOf(address));
  }

  /** The ban of a user that holds longest. */
  ofUser(userId: string): Ban | null {
    return this.#longest(this.#byUser, userId);
  }

  /** All that hold, newest first. */
  all(): Ban[] {
    const now = this.#core.clock.now();
    return [...this.#byUser.values(), ...this.#byNetwork.values()].flat()
      .filter((ban) => holds(ban, now))
      .sort((a, b) => b.createdAt - a.createdAt);
  }

  find(id: string): Ban | null {
    return this.all().find((ban) => ban.id === id) ?? null;
  }

  async add(ban: Ban): Promise<void> {
    await this.#core.store.addBan(ban);
    this.#remember(ban);
  }

  async remove(ban: Ban): Promise<void> {
    await this.#core.store.removeBan(ban.id);
    this.#forget((it) => it.id === ban.id);
  }

  /** Forgets those that are over. */
  sweep(): void {
    const now = this.#core.clock.now();
    this.#forget((ban) => !holds(ban, now));
  }

  #remember(ban: Ban): void {
    const [bans, key] = ban.userId !== null
      ? [this.#byUser, ban.userId]
      : [this.#byNetwork, ipPrefixOf(ban.address!)];
    bans.set(key, [...bans.get(key) ?? [], ban]);
  }

  #forget(isGone: (ban: Ban) => boolean): void {
    for (const bans of [this.#byUser, this.#byNetwork]) {
      for (const [key, those] of bans) {
        const left = those.filter((ban) => !isGone(ban));
        if (left.length > 0) bans.set(key, left);
        else bans.delete(key);
      }
    }
  }

  #longest(bans: Map<string, Ban[]>, key: string): Ban | null {
    const now = this.#core.clock.now();
    let longest: Ban | null = null;
    for (const ban of bans.get(key) ?? []) {
      if (holds(ban, now) && (!longest || endOf(ban) > endOf(longest))) longest = ban;
    }
    return longest;
  }
}

/** What a banned person is told. */
export function bannedError({ expiresAt, reason }: Ban): WireError {
  const until = expiresAt === null
    ? ""
    : ` until ${new Date(expiresAt).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return wireError("banned", `You are banned${until}${reason && `: ${reason}`}`);
}

function holds(ban: Ban, now: number): boolean {
  return endOf(ban) > now;
}

function endOf({ expiresAt }: Ban): number {
  return expiresAt ?? Infinity;
}
