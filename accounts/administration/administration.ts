import type { Broker } from "../../hub/ports/broker.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Identity } from "../../hub/ports/identities.ts";
import { CLOSE } from "../../protocol/close_codes.ts";
import type { Account } from "../../protocol/entities.ts";
import { fail, ok, type Result, type WireError, wireError } from "../../protocol/errors.ts";
import { INVITE } from "../../protocol/limits.ts";
import { parseNote } from "../../protocol/name.ts";
import { type NewOneTimeLink, type OneTimeLinks, RESET_MS } from "../links/one_time_links.ts";
import type { AccountPatch, AccountStore, AuditEntry, Link, StoredAccount } from "../ports.ts";
import { publicAccount } from "../public_account.ts";
import type { RegistrationPolicy } from "../registration.ts";
import type { Sessions } from "../signing_in/sessions.ts";
import { type Authority, NOBODY } from "./authority.ts";
import { forbidden, outranks, refuseGrant } from "../../protocol/account_rules.ts";

const DAY_MS = 24 * 60 * 60_000;

interface Needs {
  store: AccountStore;
  broker: Broker;
  clock: Pick<Clock, "now">;
  authority: Authority;
  sessions: Sessions;
  oneTimeLinks: OneTimeLinks;
  registrationPolicy: RegistrationPolicy;
}

/** What admins do with accounts and invites; each act is written together with its entry of the audit log. Who may not
 *  gets `forbidden` (protocol/account_rules.ts); an id that is nobody's, or a guest's, `user_not_found`. */
export class Administration {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** A link to make accounts by: 1 to 1,000 `uses`, 1 to 365 `days`, else `bad_message`. The token is told only
   *  here.
   *  @param wish.note what tells it from others; may be empty */
  async invite(
    identity: Identity,
    wish: { role: "member" | "admin"; uses: number; days: number; note?: string },
  ): Promise<Result<NewOneTimeLink>> {
    const { role, uses, days } = wish;
    const { authority, oneTimeLinks, registrationPolicy } = this.#needs;
    const actor = await authority.authorize(identity, (actor) => refuseGrant(actor, role));
    if (!actor.ok) return actor;
    const error = outside("uses", uses, INVITE.mostUses) ?? outside("days", days, INVITE.mostDays);
    if (error) return { ok: false, error };
    const note = parseNote(wish.note ?? "");
    if (!note.ok) return fail("bad_message", note.message);
    if (registrationPolicy === "closed") {
      return fail("forbidden", "This server accepts no new accounts, not even by invite");
    }
    const createdBy = actor.value.id;
    const lifeMs = days * DAY_MS;
    const link = { kind: "invite", createdBy, role, userId: null, uses, lifeMs } as const;
    const details = { role, uses, days, ...(note.name && { note: note.name }) };
    const audit = (target: string) =>
      this.#entry({ actor: createdBy, action: "invite.create", target, details });
    const made = { ...link, note: note.name };
    return ok(await oneTimeLinks.make(made, { replaces: false, audit }));
  }

  /** Those that can still be used, newest first. */
  async invites(identity: Identity): Promise<Result<Link[]>> {
    const { authority, store, clock } = this.#needs;
    const actor = await authority.authorize(identity);
    return actor.ok ? ok(await store.listLinks("invite", clock.now())) : actor;
  }

  /** Ends an invite; nothing happens when it has ended. */
  async withdrawInvite(identity: Identity, id: string): Promise<Result<void>> {
    const found = await this.invites(identity);
    if (!found.ok) return found;
    if (!found.value.some((link) => link.id === id)) return ok(undefined);
    const actor = identity.account.id;
    const audit = this.#entry({ actor, action: "invite.withdraw", target: id, details: {} });
    await this.#needs.store.removeLink(id, audit);
    return ok(undefined);
  }

  /** Changes a role. A higher one ends the sessions of who gets it. `owner` hands over: the actor becomes an admin. */
  async setRole(
    identity: Identity,
    userId: string,
    role: "owner" | "admin" | "member",
  ): Promise<Result<Account>> {
    const { authority, broker } = this.#needs;
    const allowed = await authority.authorizeOn(identity, userId);
    if (!allowed.ok) return allowed;
    const { actor, target } = allowed.value;
    const error = target.role === role ? null : refuseGrant(actor, role);
    if (error) return { ok: false, error };
    if (target.role === "guest") return NO_ACCOUNT;
    const account = { ...publicAccount(target), role };
    if (target.role === role) return ok(account);
    if (role === "owner") return await this.#handOver(actor, target);
    const details = { name: target.name, from: target.role, to: role };
    const changed = await this.#update(target, { role }, {
      // A session from before could be in other hands: it must not come by more power.
      endSessions: outranks(role, target.role),
      audit: this.#entry({ actor: actor.id, action: "account.role", target: userId, details }),
    });
    if (!changed.ok) return changed;
    broker.publish({ type: "account.changed", account });
    return ok(account);
  }

  /** A link to set a password by, for a day; earlier ones end. The token is told only here. */
  async resetLink(
    identity: Identity,
    userId: string,
  ): Promise<Result<NewOneTimeLink>> {
    const { authority, oneTimeLinks } = this.#needs;
    const allowed = await authority.authorizeOn(identity, userId);
    if (!allowed.ok) return allowed;
    const { actor, target } = allowed.value;
    if (target.role === "guest") return NO_ACCOUNT;
    const limits = { uses: 1, lifeMs: RESET_MS };
    const wish = { kind: "reset", createdBy: actor.id, role: null, userId, ...limits } as const;
    const details = { name: target.name };
    const act = { actor: actor.id, action: "account.reset_link", target: userId, details };
    return ok(await oneTimeLinks.make(wish, { replaces: true, audit: () => this.#entry(act) }));
  }

  /** Ends the sessions of an account, and lets nobody sign in by it. Its name stays taken. */
  async deactivate(identity: Identity, userId: string): Promise<Result<void>> {
    return await this.#setDeactivated(identity, userId, this.#needs.clock.now());
  }

  async reactivate(identity: Identity, userId: string): Promise<Result<void>> {
    return await this.#setDeactivated(identity, userId, null);
  }

  async #setDeactivated(
    identity: Identity,
    userId: string,
    deactivatedAt: number | null,
  ): Promise<Result<void>> {
    const { authority, broker } = this.#needs;
    const allowed = await authority.authorizeOn(identity, userId);
    if (!allowed.ok) return allowed;
    const { actor, target } = allowed.value;
    if (target.role === "guest") return NO_ACCOUNT;
    if ((target.deactivatedAt === null) === (deactivatedAt === null)) return ok(undefined);
    const action = deactivatedAt === null ? "account.reactivate" : "account.deactivate";
    const details = { name: target.name };
    const audit = this.#entry({ actor: actor.id, action, target: userId, details });
    const changed = await this.#update(target, { deactivatedAt }, { audit });
    if (!changed.ok) return changed;
    if (deactivatedAt !== null) {
      broker.publish({ type: "user.closed", userId, close: CLOSE.banned });
    }
    return ok(undefined);
  }

  /** Changes an account that still has the role by which the actor may: it could have become the owner's meanwhile. */
  async #update(
    target: StoredAccount,
    patch: AccountPatch,
    effects: { endSessions?: boolean; audit: AuditEntry },
  ): Promise<Result<void>> {
    const { store, sessions } = this.#needs;
    const outcome = await store.updateAccount(target.id, patch, {
      ...effects,
      ifRole: target.role,
    });
    if (!outcome.ok) return outcome.refusal === "outdated" ? CHANGED_MEANWHILE : NOBODY;
    sessions.ended(outcome.endedSessions);
    return ok(undefined);
  }

  async #handOver(owner: StoredAccount, heir: StoredAccount): Promise<Result<Account>> {
    const { store, broker, sessions } = this.#needs;
    const details = { name: heir.name };
    const act = { actor: owner.id, action: "server.hand_over", target: heir.id, details };
    const outcome = await store.handOver(owner.id, heir.id, this.#entry(act));
    if (!outcome.ok) {
      return { ok: false, error: forbidden("Only an active account can become the owner") };
    }
    sessions.ended(outcome.endedSessions);
    const account: Account = { ...publicAccount(heir), role: "owner" };
    const former: Account = { ...publicAccount(owner), role: "admin" };
    broker.publish({ type: "account.changed", account: former });
    broker.publish({ type: "account.changed", account });
    return ok(account);
  }

  #entry(act: Omit<AuditEntry, "at">): AuditEntry {
    return { at: this.#needs.clock.now(), ...act };
  }
}

const CHANGED_MEANWHILE = fail("forbidden", "Somebody changed this role meanwhile: look again");
const NO_ACCOUNT = fail("user_not_found", "A guest has no account");

function outside(what: string, value: number, most: number): WireError | null {
  if (Number.isInteger(value) && value >= 1 && value <= most) return null;
  return wireError("bad_message", `The number of ${what} is ${value}, it can be 1 to ${most}`);
}
