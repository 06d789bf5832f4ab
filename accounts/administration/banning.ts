import type { Identity } from "../../hub/ports/identities.ts";
import { fail, ok, type Result, type WireError } from "../../protocol/errors.ts";
import { parseReason } from "../../protocol/name.ts";
import type { Administration } from "./administration.ts";
import type { AuditLog } from "./audit_log.ts";
import type { Bans } from "./bans.ts";
import { type Core, nameOf } from "../core.ts";
import { ipPrefixOf, isAddress } from "../ip_prefix.ts";
import type { Ban, StoredAccount } from "../ports.ts";
import { forbidden } from "./rules.ts";
import type { Sessions } from "../signing_in/sessions.ts";
import { newId } from "../signing_in/tokens.ts";

const HOUR_MS = 60 * 60_000;
/** Longest ban that ends, in hours: a year. */
export const MOST_BAN_HOURS = 8_760;

/** Whom to ban: exactly one of `userId` and `address`. `hours` null: for good. */
export interface BanForm {
  userId?: string;
  address?: string;
  reason: string;
  hours: number | null;
}

/** A ban as admins see it. */
export interface BanLine extends Ban {
  /** Of the banned user. */
  name: string | null;
}

/** Admins ban people and addresses. Sessions are kept: once the ban is over they go on. */
export class Banning {
  readonly #core: Core;
  readonly #bans: Bans;
  readonly #sessions: Sessions;
  readonly #administration: Administration;
  readonly #audit: AuditLog;

  constructor(
    core: Core,
    parts: { bans: Bans; sessions: Sessions; administration: Administration; audit: AuditLog },
  ) {
    this.#core = core;
    this.#bans = parts.bans;
    this.#sessions = parts.sessions;
    this.#administration = parts.administration;
    this.#audit = parts.audit;
  }

  async ban(identity: Identity, form: BanForm): Promise<Result<Ban>> {
    const { userId, address, hours } = form;
    const allowed = await this.#authorize(identity, form);
    if (!allowed.ok) return allowed;
    const { actor, target } = allowed.value;
    const reason = parseReason(form.reason);
    if (!reason.ok) return fail("bad_message", reason.message);
    if (hours !== null && !(Number.isInteger(hours) && hours >= 1 && hours <= MOST_BAN_HOURS)) {
      return fail("bad_message", `The ban is ${hours} hours, it can be 1 to ${MOST_BAN_HOURS}`);
    }
    const createdAt = this.#core.clock.now();
    const ban: Ban = {
      id: newId(),
      userId: userId ?? null,
      address: address ?? null,
      reason: reason.name,
      createdBy: actor.id,
      createdAt,
      expiresAt: hours === null ? null : createdAt + hours * HOUR_MS,
    };
    await this.#bans.add(ban);
    if (userId !== undefined) this.#core.listener.accountClosed(userId);
    else this.#core.listener.addressBanned(address!);
    await this.#audit.write(actor.id, "ban.create", userId ?? address!, {
      name: target?.name ?? null,
      hours,
      reason: ban.reason,
    });
    return ok(ban);
  }

  async unban(identity: Identity, id: string): Promise<Result<void>> {
    const ban = this.#bans.find(id);
    const allowed = ban?.userId
      ? await this.#administration.authorizeOn(identity, ban.userId)
      : await this.#administration.authorize(identity);
    if (!allowed.ok) return allowed;
    if (!ban) return ok(undefined);
    await this.#bans.remove(ban);
    const name = ban.userId === null ? null : await nameOf(this.#core.store, ban.userId);
    const target = ban.userId ?? ban.address!;
    await this.#audit.write(identity.account.id, "ban.lift", target, { name });
    return ok(undefined);
  }

  async list(identity: Identity): Promise<Result<BanLine[]>> {
    const actor = await this.#administration.authorize(identity);
    if (!actor.ok) return actor;
    return ok(
      await Promise.all(
        this.#bans.all().map(async (ban) => ({
          ...ban,
          name: ban.userId === null ? null : await nameOf(this.#core.store, ban.userId),
        })),
      ),
    );
  }

  async #authorize(
    identity: Identity,
    { userId, address }: BanForm,
  ): Promise<Result<{ actor: StoredAccount; target: StoredAccount | null }>> {
    if (userId !== undefined && address === undefined) {
      return await this.#administration.authorizeOn(identity, userId);
    }
    const actor = await this.#administration.authorize(identity);
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
    const network = ipPrefixOf(address);
    const own = (await this.#sessions.list(actor.id)).find(({ id }) => id === sessionId);
    if (own && ipPrefixOf(own.address) === network) {
      return forbidden("You come from this address yourself");
    }
    const owner = await this.#core.store.findOwner();
    const sessions = owner && owner.id !== actor.id ? await this.#sessions.list(owner.id) : [];
    const isOwners = sessions.some((session) => ipPrefixOf(session.address) === network);
    return isOwners ? forbidden("The owner comes from this address") : null;
  }
}
