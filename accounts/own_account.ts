import type { Broker } from "../hub/ports/broker.ts";
import type { Identity, Origin } from "../hub/ports/identities.ts";
import type { Account } from "../protocol/entities.ts";
import { fail, ok, type Result } from "../protocol/errors.ts";
import { parseName } from "../protocol/name.ts";
import { nameKey } from "../protocol/name_key.ts";
import { forbidden } from "../protocol/account_rules.ts";
import type { Settings } from "../protocol/settings.ts";
import { type GuestNames, nameTaken } from "./guests/guest_names.ts";
import { ipPrefixOf } from "./ip_prefix.ts";
import { LINK_GONE, type OneTimeLinks } from "./links/one_time_links.ts";
import { type ActiveBans, refusalOf } from "./moderation/active_bans.ts";
import type { AccountStore, Session } from "./ports.ts";
import { publicAccount } from "./public_account.ts";
import type { PasswordCheck } from "./signing_in/password_check.ts";
import { refusePassword } from "./signing_in/password_rules.ts";
import type { Passwords } from "./signing_in/passwords.ts";
import type { Sessions, SignedIn } from "./signing_in/sessions.ts";

/** A session as its user sees it. */
export interface OwnSession extends Session {
  /** Whether it is the one by which they ask. */
  current: boolean;
}

interface Needs {
  store: AccountStore;
  broker: Broker;
  sessions: Sessions;
  activeBans: ActiveBans;
  guestNames: GuestNames;
  oneTimeLinks: OneTimeLinks;
  passwords: Passwords;
  passwordCheck: PasswordCheck;
}

/** What somebody does with their own account. */
export class OwnAccount {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Sets a password, ends every session and makes a new one. `wrong_credentials` when `current` is not the
   *  password, `password_refused`, `rate_limited`, `forbidden` for a guest. */
  async changePassword(
    { account: { id } }: Identity,
    { current, next }: { current: string; next: string },
    origin: Origin,
  ): Promise<Result<SignedIn>> {
    const { store, passwords, passwordCheck } = this.#needs;
    const { address } = origin;
    const account = await store.findAccount(id);
    if (!account || account.role === "guest") return NO_ACCOUNT;
    const weak = await refusePassword(next, account.name);
    if (weak) return { ok: false, error: weak };
    const attempt = { key: nameKey(account.name), password: current, address };
    const verdict = await passwordCheck.compare(account, attempt);
    if (!verdict.ok) return verdict;
    if (verdict.value === "wrong") return CURRENT_WRONG;
    const hash = await passwords.hash(next, ipPrefixOf(address));
    if (!hash.ok) return hash;
    const condition = { ifPassword: account.password! };
    const changed = await this.#setPassword({ account, password: hash.value, origin }, condition);
    if (changed.ok) return ok(changed.signedIn);
    return changed.refusal === "outdated" ? CURRENT_WRONG : NO_ACCOUNT;
  }

  /** Sets a password by a link, ends every session and makes a new one. `link_gone`, `banned`, `password_refused`,
   *  `rate_limited`. */
  async resetPassword(token: string, password: string, origin: Origin): Promise<Result<SignedIn>> {
    const { activeBans, oneTimeLinks, passwords } = this.#needs;
    const link = await oneTimeLinks.find("reset", token);
    if (!link?.account) return LINK_GONE;
    const { account, tokenHash } = link;
    const ban = activeBans.ofAddress(origin.address) ?? activeBans.ofUser(account.id);
    if (ban) return { ok: false, error: refusalOf(ban) };
    const weak = await refusePassword(password, account.name);
    if (weak) return { ok: false, error: weak };
    const hash = await passwords.hash(password, ipPrefixOf(origin.address));
    if (!hash.ok) return hash;
    const condition = { spendLink: tokenHash };
    const set = await this.#setPassword({ account, password: hash.value, origin }, condition);
    return set.ok ? ok(set.signedIn) : LINK_GONE;
  }

  /** Changes the name, by which one signs in, too. `name_invalid`, `name_taken`, `forbidden` for a guest. */
  async rename({ account: { id } }: Identity, raw: string): Promise<Result<Account>> {
    const { store, broker, guestNames } = this.#needs;
    const parsed = parseName(raw);
    if (!parsed.ok) return fail("name_invalid", parsed.message);
    const { name } = parsed;
    const key = nameKey(name);
    const stored = await store.findAccount(id);
    if (!stored) return NO_ACCOUNT;
    const outcome = await store.updateAccount(id, { name, key });
    if (!outcome.ok) return outcome.refusal === "taken" ? nameTaken(name) : NO_ACCOUNT;
    const account = { ...publicAccount(stored), name };
    broker.publish({ type: "account.changed", account });
    await guestNames.claimed(key, id);
    return ok(account);
  }

  /** Keeps what somebody has chosen, for all their devices. Not for guests, whose browsers keep it. */
  async choose({ account: { id } }: Identity, settings: Settings): Promise<void> {
    const { store, broker } = this.#needs;
    await store.keepSettings(id, settings);
    broker.publish({ type: "settings.changed", userId: id, settings });
  }

  /** Newest use first. */
  async sessions({ account, sessionId }: Identity): Promise<OwnSession[]> {
    const sessions = await this.#needs.sessions.list(account.id);
    return sessions.map((session) => ({ ...session, current: session.id === sessionId }));
  }

  /** Ends sessions: by id, all but the one in use, or all. Ids that are not theirs are passed over. */
  async endSessions(
    { account, sessionId }: Identity,
    which: string[] | "others" | "all",
  ): Promise<void> {
    const { sessions } = this.#needs;
    if (Array.isArray(which)) await sessions.end(account.id, which);
    else if (which === "all") await sessions.end(account.id, null);
    else await sessions.end(account.id, null, sessionId ?? undefined);
  }

  /** Ends whatever the old password gave, sessions and links to reset it, and begins a session: all of it or nothing. */
  async #setPassword(
    { account, password, origin }: { account: Account; password: string; origin: Origin },
    condition: { ifPassword: string } | { spendLink: string },
  ) {
    const { store, sessions } = this.#needs;
    const { session, token } = sessions.make(account.id, origin);
    const outcome = await store.updateAccount(account.id, { password }, {
      ...condition,
      endSessions: true,
      endResetLinks: true,
      beginSession: session,
    });
    if (!outcome.ok) return outcome;
    sessions.ended(outcome.endedSessions);
    const signedIn = { account: publicAccount(account), sessionId: session.id, token };
    return { ok: true as const, signedIn };
  }
}

const NO_ACCOUNT = {
  ok: false as const,
  error: forbidden("A guest has no account: keep your name first"),
};
const CURRENT_WRONG = fail("wrong_credentials", "The current password is wrong");
