import type { Identities, Identity, Origin } from "../hub/ports/identities.ts";
import type { Account } from "../protocol/entities.ts";
import { ok, type Result, type WireError } from "../protocol/errors.ts";
import type { AuditLine } from "./administration/audit_log.ts";
import type { BanForm, BanLine } from "./administration/banning.ts";
import { type AccountsListener, publicAccount } from "./core.ts";
import type { AccountLine, Person } from "./administration/directory.ts";
import { type OpenedLink, RESET_MS, SETUP_MS } from "./signing_in/links.ts";
import type { OwnSession } from "./signing_in/own_account.ts";
import { type AccountsOptions, assemble, type Parts } from "./parts.ts";
import type { AuditEntry, Ban, Link, LinkKind } from "./ports.ts";
import type { RegistrationPolicy } from "./signing_in/registration.ts";
import { refuseOwner } from "./administration/rules.ts";
import type { SignedIn } from "./signing_in/sessions.ts";

export type { AccountsListener } from "./core.ts";
export type { AccountLine } from "./administration/directory.ts";
export type { OpenedLink } from "./signing_in/links.ts";
export type { OwnSession } from "./signing_in/own_account.ts";
export type { AccountsOptions } from "./parts.ts";
export type { SignedIn } from "./signing_in/sessions.ts";

const SWEEP_INTERVAL_MS = 24 * 60 * 60_000;

/** Accounts, sessions, links and bans of one server: the way in to this folder, which hands each call to the part
 *  that does it. Who acts comes first. Whatever a person can cause is a Result, whose message can be shown as it
 *  is; every call rejects only with StorageError. What changes is stored first; then the listener hears of it, then
 *  the audit log. Bans, throttles and turns are kept in memory: one process serves one store. */
export class Accounts implements Identities {
  /** Whether a name is enough to come in. */
  readonly guests: boolean;
  readonly registration: RegistrationPolicy;
  readonly #parts: Parts;
  #stopSweeping = () => {};

  private constructor(options: AccountsOptions) {
    this.guests = options.guests;
    this.registration = options.registration;
    this.#parts = assemble(options);
  }

  /** Reads the bans, and removes the sessions that are over, now and daily.
   *  @throws StorageError */
  static async open(options: AccountsOptions): Promise<Accounts> {
    const accounts = new Accounts(options);
    await accounts.#parts.bans.load();
    await accounts.#sweep();
    return accounts;
  }

  /** Stops the daily sweep. */
  close(): void {
    this.#stopSweeping();
  }

  /** Who hears of what was committed. Set once, by the composition root. */
  set listener(listener: AccountsListener) {
    this.#parts.core.listener = listener;
  }

  // Coming in

  /** A new guest with a session. `guests_off`, `banned`, `name_invalid`, `name_taken`. */
  createGuest(name: string, origin: Origin): Promise<Result<SignedIn>> {
    return this.#parts.guests.create(name, origin);
  }

  /** The guest of this name among those who give a name and nothing else. As `createGuest`, or what `refuseNew`
   *  says when there is none yet. */
  namedGuest(
    name: string,
    origin: Origin,
    refuseNew: () => WireError | null,
  ): Promise<Result<Account>> {
    return this.#parts.guests.named(name, origin, refuseNew);
  }

  /** A guest under a made-up name, not kept until they post. `guests_off`, `banned`, `name_taken` in theory. */
  anonymous(origin: Origin): Promise<Result<Account>> {
    return this.#parts.guests.anonymous(origin);
  }

  /** A new session for an account. `wrong_credentials` for an unknown name as for a wrong password, `banned`,
   *  `rate_limited`; `no_accounts` when there is none at all. */
  signIn(credentials: { name: string; password: string } & Origin): Promise<Result<SignedIn>> {
    return this.#parts.signIn.signIn(credentials);
  }

  /** Ends the session of a token, if there is one. */
  async signOut(token: string): Promise<void> {
    const { sessions } = this.#parts;
    const found = await sessions.find(token);
    if (found) await sessions.end(found.account.id, [found.session.id]);
  }

  /** Whose session a token is; null when it is unknown or over, or its user is banned or deactivated, or a guest
   *  whose name is an account's by now. One read, which the store need not repeat; for a guest's first visit
   *  since the start two.
   *  @param address where the token comes from now; noted with the session */
  async findSession(token: string, address?: string): Promise<Identity | null> {
    const { sessions, bans, guests } = this.#parts;
    const found = await sessions.find(token, address);
    if (!found) return null;
    const { session, account } = found;
    if (account.deactivatedAt !== null || bans.ofUser(account.id)) return null;
    if (account.role === "guest" && !await guests.mayKeepName(account)) return null;
    return { account: publicAccount(account), sessionId: session.id };
  }

  /** A new account and a session for it. `forbidden` when registration is closed or an invite is missing, `link_gone`,
   *  `banned`, `name_invalid`, `name_taken`, `password_refused`, `rate_limited`. */
  register(
    form: { name: string; password: string; invite?: string },
    origin: Origin,
  ): Promise<Result<SignedIn>> {
    return this.#parts.registration.register(form, origin);
  }

  /** KeyedMutex a guest with a session into an account: the same user, a new session. Fails as `register` does. */
  claim(
    actor: Identity,
    form: { password: string; invite?: string },
    origin: Origin,
  ): Promise<Result<SignedIn>> {
    return this.#parts.registration.claim(actor, form, origin);
  }

  // One's own account

  /** Sets a password, ends every session and makes a new one. `wrong_credentials` when `current` is not the
   *  password, `password_refused`, `rate_limited`, `forbidden` for a guest. */
  changePassword(
    actor: Identity,
    form: { current: string; next: string },
    origin: Origin,
  ): Promise<Result<SignedIn>> {
    return this.#parts.own.changePassword(actor, form, origin);
  }

  /** Changes the name, by which one signs in, too. `name_invalid`, `name_taken`, `forbidden` for a guest. */
  rename(actor: Identity, name: string): Promise<Result<Account>> {
    return this.#parts.own.rename(actor, name);
  }

  /** The actor's, newest use first. */
  sessions(actor: Identity): Promise<OwnSession[]> {
    return this.#parts.own.sessions(actor);
  }

  /** Ends sessions of the actor: by id, all but the one in use, or all. Ids that are not theirs are passed over. */
  endSessions(actor: Identity, which: string[] | "others" | "all"): Promise<void> {
    return this.#parts.own.endSessions(actor, which);
  }

  // Links

  /** The token of a link that makes the owner; null when there is one. Each call ends the links of earlier ones. */
  async setupLink(): Promise<string | null> {
    const { core, links } = this.#parts;
    if (await core.store.findOwner()) return null;
    await links.removeAll("setup", null);
    const rest = { createdBy: null, role: "owner", userId: null } as const;
    return (await links.make({ kind: "setup", uses: 1, lifeMs: SETUP_MS, ...rest })).token;
  }

  /** The token of a link by which the owner sets a password, for whoever runs the machine; null when there is no
   *  owner. Earlier ones end. */
  async ownerResetLink(): Promise<string | null> {
    const { core, links } = this.#parts;
    const owner = await core.store.findOwner();
    if (!owner) return null;
    await links.removeAll("reset", owner.id);
    const rest = { createdBy: null, role: null, userId: owner.id } as const;
    return (await links.make({ kind: "reset", uses: 1, lifeMs: RESET_MS, ...rest })).token;
  }

  /** What a link is for; null when it can't be used. */
  async findLink(kind: LinkKind, token: string): Promise<OpenedLink | null> {
    const link = await this.#parts.links.find(kind, token);
    return link && { kind, expiresAt: link.expiresAt, role: link.role, account: link.account };
  }

  /** Makes the owner. `link_gone`, and as `register`. */
  setUp(
    token: string,
    form: { name: string; password: string },
    origin: Origin,
  ): Promise<Result<SignedIn>> {
    return this.#parts.registration.setUp(token, form, origin);
  }

  /** Sets a password by a link, ends every session and makes a new one. `link_gone`, `banned`, `password_refused`,
   *  `rate_limited`. */
  resetPassword(token: string, password: string, origin: Origin): Promise<Result<SignedIn>> {
    return this.#parts.own.resetPassword(token, password, origin);
  }

  // What admins do. Who may not gets `forbidden` (./rules.ts); an id that is nobody's, `user_not_found`; a number out
  // of bounds, `bad_message`.

  /** A link to make accounts by: 1 to 1,000 `uses`, 1 to 365 `days`. The token is told only here. */
  invite(
    actor: Identity,
    invite: { role: "member" | "admin"; uses: number; days: number },
  ): Promise<Result<{ link: Link; token: string }>> {
    return this.#parts.administration.invite(actor, invite);
  }

  /** Those that can still be used, newest first. */
  invites(actor: Identity): Promise<Result<Link[]>> {
    return this.#parts.administration.invites(actor);
  }

  /** Ends an invite; nothing happens when it has ended. */
  withdrawInvite(actor: Identity, id: string): Promise<Result<void>> {
    return this.#parts.administration.withdrawInvite(actor, id);
  }

  /** Changes a role. A higher one ends the sessions of who gets it. `owner` hands over: the actor becomes an admin. */
  setRole(
    actor: Identity,
    userId: string,
    role: "owner" | "admin" | "member",
  ): Promise<Result<Account>> {
    return this.#parts.administration.setRole(actor, userId, role);
  }

  /** A link to set a password by, for a day; earlier ones end. The token is told only here. */
  resetLink(actor: Identity, userId: string): Promise<Result<{ link: Link; token: string }>> {
    return this.#parts.administration.resetLink(actor, userId);
  }

  /** Ends the sessions of an account, and lets nobody sign in by it. Its name stays taken. */
  deactivate(actor: Identity, userId: string): Promise<Result<void>> {
    return this.#parts.administration.deactivate(actor, userId);
  }

  reactivate(actor: Identity, userId: string): Promise<Result<void>> {
    return this.#parts.administration.reactivate(actor, userId);
  }

  /** Bans a user or an address (of IPv6 the /64) for 1 to 8,760 hours or for good. */
  ban(actor: Identity, form: BanForm): Promise<Result<Ban>> {
    return this.#parts.banning.ban(actor, form);
  }

  /** Lifts a ban; nothing happens when it is over. */
  unban(actor: Identity, id: string): Promise<Result<void>> {
    return this.#parts.banning.unban(actor, id);
  }

  /** Those that hold, newest first. */
  bans(actor: Identity): Promise<Result<BanLine[]>> {
    return this.#parts.banning.list(actor);
  }

  /** Accounts, and guests when asked for, by name, 50 a page.
   *  @param filter `page` from 1; past the end it is the last */
  list(
    actor: Identity,
    filter: { query: string; guests: boolean; page: number },
  ): Promise<Result<{ accounts: AccountLine[]; total: number; page: number; pages: number }>> {
    return this.#parts.directory.list(actor, filter);
  }

  /** Somebody with an account, or a guest, and where they are signed in. */
  person(actor: Identity, userId: string): Promise<Result<Person>> {
    return this.#parts.directory.person(actor, userId);
  }

  /** What admins did, newest first, 50 at a time; for the owner only.
   *  @param before the id of the oldest entry already read */
  async audit(
    actor: Identity,
    before?: number,
  ): Promise<Result<{ entries: AuditLine[]; more: boolean }>> {
    const { administration, audit } = this.#parts;
    const allowed = await administration.authorize(actor, refuseOwner);
    return allowed.ok ? ok(await audit.read(before ?? null)) : allowed;
  }

  /** Writes down what an admin did elsewhere; whether they may was checked there. No secrets, no text of messages. */
  note(
    actor: Account,
    action: string,
    target: string,
    details: AuditEntry["details"],
  ): Promise<void> {
    return this.#parts.audit.write(actor.id, action, target, details);
  }

  // What the hub and the edge ask

  /** The ban that holds for an address; from memory, so that it can be asked for every request. */
  banOf(address: string): Ban | null {
    return this.#parts.bans.ofAddress(address);
  }

  /** The accounts with these ids, in no order. Left out: unknown ids, guests, the deactivated. */
  accounts(ids: string[]): Promise<Account[]> {
    return this.#parts.directory.byIds(ids);
  }

  /** Accounts in use whose name contains the query, case aside; by name, at most `limit`. */
  searchAccounts(query: string, limit: number): Promise<Account[]> {
    return this.#parts.directory.search(query, limit);
  }

  /** Now and daily. A disk that is full keeps nobody from what can be done without writing. */
  async #sweep(): Promise<void> {
    const { core, bans, sessions } = this.#parts;
    this.#stopSweeping = core.clock.after(SWEEP_INTERVAL_MS, () => void this.#sweep());
    bans.sweep();
    try {
      await sessions.sweep();
    } catch (error) {
      core.log.warn("sessions that are over were not removed", { error: String(error) });
    }
  }
}
