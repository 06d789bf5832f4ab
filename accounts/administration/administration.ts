import type { Identity } from "../../hub/ports/identities.ts";
import type { Account } from "../../protocol/entities.ts";
import { fail, ok, type Result, type WireError, wireError } from "../../protocol/errors.ts";
import type { AuditLog } from "./audit_log.ts";
import { type Core, publicAccount } from "../core.ts";
import { type Links, RESET_MS } from "../signing_in/links.ts";
import type { Link, StoredAccount } from "../ports.ts";
import type { RegistrationPolicy } from "../signing_in/registration.ts";
import { forbidden, outranks, refuseActOn, refuseAdmin, refuseGrant } from "./rules.ts";
import type { Sessions } from "../signing_in/sessions.ts";

const DAY_MS = 24 * 60 * 60_000;
/** Bounds of an invite. */
export const INVITE = { mostUses: 1_000, mostDays: 365 } as const;

/** What admins do with accounts and invites. Each act is written to the audit log once it is done. */
export class Administration {
  readonly #core: Core;
  readonly #sessions: Sessions;
  readonly #links: Links;
  readonly #audit: AuditLog;
  readonly #policy: RegistrationPolicy;

  constructor(
    core: Core,
    parts: { sessions: Sessions; links: Links; audit: AuditLog; policy: RegistrationPolicy },
  ) {
    this.#core = core;
    this.#sessions = parts.sessions;
    this.#links = parts.links;
    this.#audit = parts.audit;
    this.#policy = parts.policy;
  }

  /** The actor as they are now, if `refuse` has nothing against it. */
  async authorize(
    { account: { id } }: Identity,
    refuse: (actor: Account) => WireError | null = refuseAdmin,
  ): Promise<Result<StoredAccount>> {
    const actor = await this.#core.store.findAccount(id);
    if (!actor || actor.deactivatedAt !== null) {
      return { ok: false, error: forbidden("Only admins may do that") };
    }
    const error = refuse(actor);
    return error ? { ok: false, error } : ok(actor);
  }

  /** The actor and whom they want to do something to, if they may. */
  async authorizeOn(
    identity: Identity,
    userId: string,
  ): Promise<Result<{ actor: StoredAccount; target: StoredAccount }>> {
    const actor = await this.authorize(identity);
    if (!actor.ok) return actor;
    const target = await this.#core.store.findAccount(userId);
    if (!target) return NOBODY;
    const error = refuseActOn(actor.value, target);
    return error ? { ok: false, error } : ok({ actor: actor.value, target });
  }

  async invite(
    identity: Identity,
    { role, uses, days }: { role: "member" | "admin"; uses: number; days: number },
  ): Promise<Result<{ link: Link; token: string }>> {
    const actor = await this.authorize(identity, (actor) => refuseGrant(actor, role));
    if (!actor.ok) return actor;
    const error = outside("uses", uses, INVITE.mostUses) ?? outside("days", days, INVITE.mostDays);
    if (error) return { ok: false, error };
    if (this.#policy === "closed") {
      return fail("forbidden", "This server takes no new accounts, not even by invite");
    }
    const createdBy = actor.value.id;
    const lifeMs = days * DAY_MS;
    const made = await this.#links.make({
      kind: "invite",
      createdBy,
      role,
      userId: null,
      uses,
      lifeMs,
    });
    await this.#audit.write(createdBy, "invite.create", made.link.id, { role, uses, days });
    return ok(made);
  }

  async invites(identity: Identity): Promise<Result<Link[]>> {
    const actor = await this.authorize(identity);
    if (!actor.ok) return actor;
    return ok(await this.#core.store.listLinks("invite", this.#core.clock.now()));
  }

  async withdrawInvite(identity: Identity, id: string): Promise<Result<void>> {
    const found = await this.invites(identity);
    if (!found.ok) return found;
    if (!found.value.some((link) => link.id === id)) return ok(undefined);
    const actorId = identity.account.id;
    if (await this.#core.store.removeLink(id)) {
      await this.#audit.write(actorId, "invite.withdraw", id);
    }
    return ok(undefined);
  }

  async setRole(
    identity: Identity,
    userId: string,
    role: "owner" | "admin" | "member",
  ): Promise<Result<Account>> {
    const allowed = await this.authorizeOn(identity, userId);
    if (!allowed.ok) return allowed;
    const { actor, target } = allowed.value;
    const error = target.role === role ? null : refuseGrant(actor, role);
    if (error) return { ok: false, error };
    if (target.role === "guest") return NO_ACCOUNT;
    const account = { ...publicAccount(target), role };
    if (target.role === role) return ok(account);
    if (role === "owner") return await this.#handOver(actor, target);
    if (await this.#core.store.updateAccount(userId, { role }) !== "ok") return NOBODY;
    // A session from before could be in other hands: it must not come by more power.
    if (outranks(role, target.role)) await this.#sessions.end(userId, null);
    this.#core.listener.accountChanged(account);
    await this.#audit.write(actor.id, "account.role", userId, {
      name: target.name,
      from: target.role,
      to: role,
    });
    return ok(account);
  }

  async resetLink(
    identity: Identity,
    userId: string,
  ): Promise<Result<{ link: Link; token: string }>> {
    const allowed = await this.authorizeOn(identity, userId);
    if (!allowed.ok) return allowed;
    const { actor, target } = allowed.value;
    if (target.role === "guest") return NO_ACCOUNT;
    await this.#links.removeAll("reset", userId);
    const made = await this.#links.make({
      kind: "reset",
      createdBy: actor.id,
      role: null,
      userId,
      uses: 1,
      lifeMs: RESET_MS,
    });
    await this.#audit.write(actor.id, "account.reset_link", userId, { name: target.name });
    return ok(made);
  }

  async deactivate(identity: Identity, userId: string): Promise<Result<void>> {
    return await this.#setDeactivated(identity, userId, this.#core.clock.now());
  }

  async reactivate(identity: Identity, userId: string): Promise<Result<void>> {
    return await this.#setDeactivated(identity, userId, null);
  }

  async #setDeactivated(
    identity: Identity,
    userId: string,
    deactivatedAt: number | null,
  ): Promise<Result<void>> {
    const allowed = await this.authorizeOn(identity, userId);
    if (!allowed.ok) return allowed;
    const { actor, target } = allowed.value;
    if (target.role === "guest") return NO_ACCOUNT;
    if ((target.deactivatedAt === null) === (deactivatedAt === null)) return ok(undefined);
    if (await this.#core.store.updateAccount(userId, { deactivatedAt }) !== "ok") return NOBODY;
    if (deactivatedAt !== null) {
      await this.#sessions.end(userId, null);
      this.#core.listener.accountClosed(userId);
    }
    const action = deactivatedAt === null ? "account.reactivate" : "account.deactivate";
    await this.#audit.write(actor.id, action, userId, { name: target.name });
    return ok(undefined);
  }

  async #handOver(owner: StoredAccount, heir: StoredAccount): Promise<Result<Account>> {
    if (!await this.#core.store.handOver(owner.id, heir.id)) {
      return { ok: false, error: forbidden("Ownership goes to an account that is in use") };
    }
    await this.#sessions.end(heir.id, null);
    const { listener } = this.#core;
    listener.accountChanged({ ...publicAccount(owner), role: "admin" });
    const account: Account = { ...publicAccount(heir), role: "owner" };
    listener.accountChanged(account);
    await this.#audit.write(owner.id, "server.hand_over", heir.id, { name: heir.name });
    return ok(account);
  }
}

const NOBODY = fail("user_not_found", "There is nobody with this id");
const NO_ACCOUNT = fail("user_not_found", "A guest has no account");

function outside(what: string, value: number, most: number): WireError | null {
  if (Number.isInteger(value) && value >= 1 && value <= most) return null;
  return wireError("bad_message", `The number of ${what} is ${value}, it can be 1 to ${most}`);
}
