import type { Clock } from "../hub/ports/clock.ts";
import type { Identity, Origin } from "../hub/ports/identities.ts";
import type { Role } from "../protocol/entities.ts";
import { fail, ok, type Result, type WireError } from "../protocol/errors.ts";
import { parseName } from "../protocol/name.ts";
import { nameKey } from "../protocol/name_key.ts";
import { type GuestNames, nameTaken } from "./guests/guest_names.ts";
import { ipPrefixOf } from "./ip_prefix.ts";
import { LINK_GONE, type OneTimeLinks, type UsableLink } from "./links/one_time_links.ts";
import { type ActiveBans, refusalOf } from "./moderation/active_bans.ts";
import type { AccountStore } from "./ports.ts";
import { refusePassword } from "./signing_in/password_rules.ts";
import type { Passwords } from "./signing_in/passwords.ts";
import type { Sessions, SignedIn } from "./signing_in/sessions.ts";
import { tooMany } from "./signing_in/sign_in_throttle.ts";
import { Throttle } from "./signing_in/throttle.ts";
import { newUserId } from "./signing_in/tokens.ts";

/** Who may make an account: anybody, who holds an invite, or nobody. */
export type RegistrationPolicy = "open" | "invite" | "closed";

/** Accounts that one IP prefix may make in an hour before each further one costs a wait: a class in one room. */
const FREE_ACCOUNTS = 30;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5 * 60_000;

interface Form {
  name: string;
  password: string;
}

interface Needs {
  store: AccountStore;
  clock: Pick<Clock, "now" | "monotonic">;
  sessions: Sessions;
  activeBans: ActiveBans;
  guestNames: GuestNames;
  oneTimeLinks: OneTimeLinks;
  passwords: Passwords;
  policy: RegistrationPolicy;
}

/** Makes accounts: new ones, of guests, and the owner's. */
export class Registration {
  readonly #needs: Needs;
  readonly #throttle: Throttle;

  constructor(needs: Needs) {
    this.#needs = needs;
    this.#throttle = new Throttle({
      free: FREE_ACCOUNTS,
      firstDelayMs: FIRST_WAIT_MS,
      maxDelayMs: LONGEST_WAIT_MS,
      monotonic: () => needs.clock.monotonic(),
    });
  }

  /** A new account and a session for it. `forbidden` when registration is closed or an invite is missing, `link_gone`,
   *  `banned`, `name_invalid`, `name_taken`, `password_refused`, `rate_limited`. */
  async register(
    { name, password, invite }: Form & { invite?: string },
    origin: Origin,
  ): Promise<Result<SignedIn>> {
    const link = await this.#findInvite(invite);
    if (!link.ok) return link;
    return await this.#make(newUserId(), { name, password }, origin, {
      role: link.value?.role ?? "member",
      spendLink: link.value?.tokenHash,
    });
  }

  /** Turns a guest with a session into an account: the same user, a new session. Fails as `register` does. */
  async claim(
    actor: Identity,
    { password, invite }: { password: string; invite?: string },
    origin: Origin,
  ): Promise<Result<SignedIn>> {
    const guest = await this.#needs.store.findAccount(actor.account.id);
    if (guest?.role !== "guest" || actor.sessionId === null) {
      return fail("forbidden", "Only a guest with a session can keep their name");
    }
    const link = await this.#findInvite(invite);
    if (!link.ok) return link;
    return await this.#make(guest.id, { name: guest.name, password }, origin, {
      role: link.value?.role ?? "member",
      spendLink: link.value?.tokenHash,
    });
  }

  /** Makes the owner. `link_gone`, and as `register`. */
  async setUp(token: string, form: Form, origin: Origin): Promise<Result<SignedIn>> {
    const { store, oneTimeLinks } = this.#needs;
    const link = await oneTimeLinks.find("setup", token);
    if (!link || await store.findOwner()) return LINK_GONE;
    const terms = { role: "owner", spendLink: link.tokenHash } as const;
    return await this.#make(newUserId(), form, origin, terms);
  }

  /** The invite, if one is needed or given. */
  async #findInvite(token: string | undefined): Promise<Result<UsableLink | null>> {
    const { policy, oneTimeLinks } = this.#needs;
    if (policy === "closed") return fail("forbidden", "This server accepts no new accounts");
    if (!token) return policy === "open" ? ok(null) : fail("forbidden", "You need an invite link");
    const link = await oneTimeLinks.find("invite", token);
    return link ? ok(link) : LINK_GONE;
  }

  async #make(
    id: string,
    form: Form,
    origin: Origin,
    { role, spendLink }: { role: Role; spendLink?: string },
  ): Promise<Result<SignedIn>> {
    const { store, clock, sessions, guestNames, passwords } = this.#needs;
    const parsed = parseName(form.name);
    if (!parsed.ok) return fail("name_invalid", parsed.message);
    const { name } = parsed;
    const key = nameKey(name);
    const error = await this.#refuse(name, form.password, origin.address);
    if (error) return { ok: false, error };
    if (await store.findByKey(key)) return nameTaken(name);
    const prefix = ipPrefixOf(origin.address);
    const waitMs = this.#throttle.waitOf(prefix);
    if (waitMs > 0) return { ok: false, error: tooMany("new accounts", waitMs) };
    this.#throttle.add(prefix);
    const password = await passwords.hash(form.password, prefix);
    if (!password.ok) return password;
    const account = { id, name, key, password: password.value, role, at: clock.now() };
    const { session, token } = sessions.make(id, origin);
    const effects = { spendLink, endSessions: true, beginSession: session };
    const outcome = await store.claim(account, effects);
    if (!outcome.ok) return outcome.refusal === "taken" ? nameTaken(name) : LINK_GONE;
    sessions.ended(outcome.endedSessions);
    await guestNames.claimed(key, id);
    return ok({ account: { id, name, role }, sessionId: session.id, token });
  }

  async #refuse(name: string, password: string, address: string): Promise<WireError | null> {
    const ban = this.#needs.activeBans.ofAddress(address);
    return ban ? refusalOf(ban) : await refusePassword(password, name);
  }
}
