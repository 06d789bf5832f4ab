import type { Broker } from "../../hub/ports/broker.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Identity } from "../../hub/ports/identities.ts";
import type { Account } from "../../protocol/entities.ts";
import { fail, ok, type Result, type WireError, wireError } from "../../protocol/errors.ts";
import { BANNED_ADDRESSES, MOST_BAN_HOURS } from "../../protocol/limits.ts";
import { parseReason } from "../../protocol/name.ts";
import type { Authority } from "../administration/authority.ts";
import { forbidden } from "../../protocol/account_rules.ts";
import { ipPrefixOf, isAddress } from "../ip_prefix.ts";
import type { AccountStore, AuditEntry, Ban, StoredAccount } from "../ports.ts";
import type { Sessions } from "../signing_in/sessions.ts";
import { newId } from "../signing_in/tokens.ts";
import type { ActiveBans } from "./active_bans.ts";

const HOUR_MS = 60 * 60_000;

/** Whom to ban: a user, addresses, or both. */
export interface BanForm {
  userId?: string;
  /** IP addresses; of IPv6 the /64 of each is meant. */
  addresses?: string[];
  /** Whether all that the user wrote is removed. */
  removesMessages?: boolean;
  /** As the banned read it; may be empty. */
  reason: string;
  /** Null: for good. */
  hours: number | null;
}

/** A ban as admins see it. */
export interface BanLine extends Ban {
  /** Of the banned user. */
  name: string | null;
}

interface Needs {
  store: AccountStore;
  broker: Broker;
  clock: Pick<Clock, "now">;
  authority: Authority;
  sessions: Sessions;
  activeBans: ActiveBans;
}

/** Admins ban people and addresses; who else tries gets `forbidden`. Sessions are kept: once the ban is over they go
 *  on. */
export class Moderation {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Bans a user, addresses or both for 1 to 8,760 hours or for good, and has all that the user wrote removed: all of it
   *  or, when any of it is refused, nothing. The removal is begun with the ban and goes on by itself (the hub). `bad_message`,
   *  `user_not_found`. */
  async ban(identity: Identity, form: BanForm): Promise<Result<Ban[]>> {
    const { store, broker, clock, activeBans } = this.#needs;
    const allowed = await this.#authorize(identity, form);
    if (!allowed.ok) return allowed;
    const { actor, target } = allowed.value;
    const addresses = [...new Set(form.addresses)];
    const error = refuseForm(form, addresses) ??
      await this.#refuseAddresses(identity, actor, addresses);
    if (error) return { ok: false, error };
    const reason = parseReason(form.reason);
    if (!reason.ok) return fail("bad_message", reason.message);
    const wish = { hours: form.hours, reason: reason.name, actor: actor.id, at: clock.now() };
    const bans = addresses.map((address) => newBan({ userId: null, address }, wish));
    if (target) bans.unshift(newBan({ userId: target.id, address: null }, wish));
    const audit = bans.map((ban) => entryOf(ban, wish, target));
    const erasure = target && form.removesMessages
      ? { userId: target.id, actor: actor.id, at: wish.at }
      : undefined;
    await store.addBans(bans, { erasure, audit });
    for (const ban of bans) {
      activeBans.set(ban);
      broker.publish({ type: "ban.set", ban });
    }
    if (erasure) broker.publish({ type: "erasure.begun", userId: erasure.userId });
    return ok(bans);
  }

  /** Lifts a ban; nothing happens when it is over. */
  async unban(identity: Identity, id: string): Promise<Result<void>> {
    const { store, broker, clock, authority, activeBans } = this.#needs;
    const at = clock.now();
    const ban = (await store.listBans(at)).find((ban) => ban.id === id);
    const allowed = ban?.userId
      ? await authority.authorizeOn(identity, ban.userId)
      : await authority.authorize(identity);
    if (!allowed.ok) return allowed;
    if (!ban) return ok(undefined);
    const lifted = await store.removeBan(id, {
      at,
      actor: identity.account.id,
      action: "ban.lift",
      target: ban.userId ?? ban.address!,
      details: { name: await this.#nameOf(ban) },
    });
    if (!lifted) return ok(undefined);
    activeBans.lift(id);
    broker.publish({ type: "ban.lifted", banId: id });
    return ok(undefined);
  }

  /** Those that hold, newest first. */
  async bans(identity: Identity): Promise<Result<BanLine[]>> {
    const { store, clock, authority } = this.#needs;
    const actor = await authority.authorize(identity);
    if (!actor.ok) return actor;
    const bans = await store.listBans(clock.now());
    return ok(
      await Promise.all(bans.map(async (ban) => ({ ...ban, name: await this.#nameOf(ban) }))),
    );
  }

  /** The ban that holds for an address; from memory, so that it can be asked for every request. */
  banOf(address: string): Ban | null {
    return this.#needs.activeBans.ofAddress(address);
  }

  async #nameOf({ userId }: Ban): Promise<string | null> {
    if (userId === null) return null;
    return (await this.#needs.store.findAccount(userId))?.name ?? null;
  }

  async #authorize(
    identity: Identity,
    { userId }: BanForm,
  ): Promise<Result<{ actor: StoredAccount; target: StoredAccount | null }>> {
    const { authority } = this.#needs;
    if (userId !== undefined) return await authority.authorizeOn(identity, userId);
    const actor = await authority.authorize(identity);
    return actor.ok ? ok({ actor: actor.value, target: null }) : actor;
  }

  /** Nobody bans the address they or the owner come from: it would be a ban of themselves, or of the owner. */
  async #refuseAddresses(
    { sessionId }: Identity,
    actor: StoredAccount,
    addresses: string[],
  ): Promise<WireError | null> {
    const { store, sessions } = this.#needs;
    if (addresses.length === 0) return null;
    const prefixes = new Set(addresses.map(ipPrefixOf));
    const own = (await sessions.list(actor.id)).find(({ id }) => id === sessionId);
    if (own && prefixes.has(ipPrefixOf(own.address))) {
      return forbidden("This is your own address");
    }
    const owner = await store.findOwner();
    const owners = owner && owner.id !== actor.id ? await sessions.list(owner.id) : [];
    const isOwners = owners.some((session) => prefixes.has(ipPrefixOf(session.address)));
    return isOwners ? forbidden("The owner uses this address") : null;
  }
}

/** What the bans of one act have in common. */
interface BanWish {
  hours: number | null;
  reason: string;
  /** The user who bans. */
  actor: string;
  at: number;
}

function newBan(whom: Pick<Ban, "userId" | "address">, wish: BanWish): Ban {
  const { hours, reason, actor, at } = wish;
  const expiresAt = hours === null ? null : at + hours * HOUR_MS;
  return { ...whom, id: newId(), reason, createdBy: actor, createdAt: at, expiresAt };
}

/** @param target the banned user, if it is the ban of one */
function entryOf({ userId, address }: Ban, wish: BanWish, target: Account | null): AuditEntry {
  const { hours, reason, actor, at } = wish;
  const details = { name: userId === null ? null : target!.name, hours, reason };
  return { at, actor, action: "ban.create", target: userId ?? address!, details };
}

function refuseForm(
  { userId, removesMessages, hours }: BanForm,
  addresses: string[],
): WireError | null {
  if (userId === undefined && (addresses.length === 0 || removesMessages)) {
    return NO_TARGET;
  }
  if (addresses.length > BANNED_ADDRESSES) {
    const message = `The ban is of ${addresses.length} addresses, the limit is ${BANNED_ADDRESSES}`;
    return wireError("bad_message", message);
  }
  if (!addresses.every(isAddress)) return NO_TARGET;
  if (hours === null || (Number.isInteger(hours) && hours >= 1 && hours <= MOST_BAN_HOURS)) {
    return null;
  }
  const message = `The ban is ${hours} hours, it can be 1 to ${MOST_BAN_HOURS}`;
  return wireError("bad_message", message);
}

const NO_TARGET = wireError("bad_message", "A ban needs a user or an IP address");
