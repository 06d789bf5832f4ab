import type { Broker } from "../../hub/ports/broker.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Identity } from "../../hub/ports/identities.ts";
import { fail, ok, type Result, type WireError } from "../../protocol/errors.ts";
import { MOST_BAN_HOURS } from "../../protocol/limits.ts";
import { parseReason } from "../../protocol/name.ts";
import type { Audit } from "../administration/audit.ts";
import type { Authority } from "../administration/authority.ts";
import { forbidden } from "../administration/rules.ts";
import { ipPrefixOf, isAddress } from "../ip_prefix.ts";
import type { AccountStore, Ban, StoredAccount } from "../ports.ts";
import type { Sessions } from "../signing_in/sessions.ts";
import { newId } from "../signing_in/tokens.ts";
import type { ActiveBans } from "./active_bans.ts";

const HOUR_MS = 60 * 60_000;

/** Whom to ban: exactly one of `userId` and `address`. `hours` null: for good. */
export interface BanForm {
  userId?: string;
  address?: string;
  reason: string;
  hours: number | null;
  /** Whether all that the user wrote is to be removed; the hub does it (hub/ports/store.ts, ErasureStore). */
  erases?: boolean;
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
  audit: Audit;
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

  /** Bans a user or an address (of IPv6 the /64) for 1 to 8,760 hours or for good. `bad_message`, `user_not_found`. */
  async ban(identity: Identity, form: BanForm): Promise<Result<Ban>> {
    const { store, broker, clock, audit, activeBans } = this.#needs;
    const { userId, address, hours } = form;
    const allowed = await this.#authorize(identity, form);
    if (!allowed.ok) return allowed;
    const { actor, target } = allowed.value;
    const reason = parseReason(form.reason);
    if (!reason.ok) return fail("bad_message", reason.message);
    if (hours !== null && !(Number.isInteger(hours) && hours >= 1 && hours <= MOST_BAN_HOURS)) {
      return fail("bad_message", `The ban is ${hours} hours, it can be 1 to ${MOST_BAN_HOURS}`);
    }
    const createdAt = clock.now();
    const ban: Ban = {
      id: newId(),
      userId: userId ?? null,
      address: address ?? null,
      reason: reason.name,
      createdBy: actor.id,
      createdAt,
      expiresAt: hours === null ? null : createdAt + hours * HOUR_MS,
    };
    const details = { name: target?.name ?? null, hours, reason: ban.reason };
    const entry = audit.entry(actor.id, "ban.create", userId ?? address!, details);
    const erasure = form.erases && userId !== undefined
      ? { userId, actor: actor.id, at: createdAt }
      : undefined;
    await store.addBans([ban], { erasure, audit: [entry] });
    activeBans.set(ban);
    broker.publish({ type: "ban.set", ban });
    return ok(ban);
  }

  /** Lifts a ban; nothing happens when it is over. */
  async unban(identity: Identity, id: string): Promise<Result<void>> {
    const { store, broker, clock, authority, audit, activeBans } = this.#needs;
    const ban = (await store.listBans(clock.now())).find((ban) => ban.id === id);
    const allowed = ban?.userId
      ? await authority.authorizeOn(identity, ban.userId)
      : await authority.authorize(identity);
    if (!allowed.ok) return allowed;
    if (!ban) return ok(undefined);
    const details = { name: await this.#nameOf(ban) };
    const target = ban.userId ?? ban.address!;
    const entry = audit.entry(identity.account.id, "ban.lift", target, details);
    await store.removeBan(ban.id, entry);
    activeBans.lift(ban.id);
    broker.publish({ type: "ban.lifted", banId: ban.id });
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
    { userId, address }: BanForm,
  ): Promise<Result<{ actor: StoredAccount; target: StoredAccount | null }>> {
    const { authority } = this.#needs;
    if (userId !== undefined && address === undefined) {
      return await authority.authorizeOn(identity, userId);
    }
    const actor = await authority.authorize(identity);
    if (!actor.ok) return actor;
    if (address === undefined || userId !== undefined || !isAddress(address)) {
      return fail("bad_message", "A ban is of a user or of an IP address");
    }
    const error = await this.#refuseAddress(identity, actor.value, address);
    return error ? { ok: false, error } : ok({ actor: actor.value, target: null });
  }

  /** Nobody bans the address they or the owner come from: it would be a ban of themselves, or of the owner. */
  async #refuseAddress(
    { sessionId }: Identity,
    actor: StoredAccount,
    address: string,
  ): Promise<WireError | null> {
    const { store, sessions } = this.#needs;
    const prefix = ipPrefixOf(address);
    const own = (await sessions.list(actor.id)).find(({ id }) => id === sessionId);
    if (own && ipPrefixOf(own.address) === prefix) {
      return forbidden("You come from this address yourself");
    }
    const owner = await store.findOwner();
    const owners = owner && owner.id !== actor.id ? await sessions.list(owner.id) : [];
    const isOwners = owners.some((session) => ipPrefixOf(session.address) === prefix);
    return isOwners ? forbidden("The owner comes from this address") : null;
  }
}
