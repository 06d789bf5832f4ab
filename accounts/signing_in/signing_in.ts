import type { Identity, Origin, SessionUser } from "../../hub/ports/identities.ts";
import type { Account } from "../../protocol/entities.ts";
import { fail, ok, type Result } from "../../protocol/errors.ts";
import { parseName } from "../../protocol/name.ts";
import { nameKey } from "../../protocol/name_key.ts";
import type { Settings } from "../../protocol/settings.ts";
import type { GuestNames } from "../guests/guest_names.ts";
import { ipPrefixOf } from "../ip_prefix.ts";
import { type ActiveBans, refusalOf } from "../moderation/active_bans.ts";
import type { AccountStore, Ban, NewSession, StoredAccount } from "../ports.ts";
import { publicAccount } from "../public_account.ts";
import type { PasswordCheck } from "./password_check.ts";
import type { Passwords } from "./passwords.ts";
import type { Sessions, SignedIn } from "./sessions.ts";

/** Key of what is no name, for the throttle. No name has it. */
const NO_KEY = "";

interface Needs {
  store: AccountStore;
  sessions: Sessions;
  activeBans: ActiveBans;
  guestNames: GuestNames;
  passwords: Passwords;
  passwordCheck: PasswordCheck;
}

/** Whose session a token is, if they may be here. */
export interface Recognized {
  identity: Identity | null;
  /** What their account has chosen; null when nothing, and for guests. */
  settings: Settings | null;
  /** Who would be it but for a ban. */
  banned: BannedPerson | null;
}

export interface BannedPerson {
  account: Account;
  ban: Ban;
}

const NOBODY: Recognized = { identity: null, settings: null, banned: null };

/** Lets people with an account in, and tells whose session a token is. */
export class SigningIn {
  readonly #needs: Needs;
  #someAccount = false;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** A new session for an account. `wrong_credentials` for an unknown name as for a wrong password, `banned`,
   *  `rate_limited`; `no_accounts` when there is none at all. */
  async signIn(
    { name, password, ...origin }: { name: string; password: string } & Origin,
  ): Promise<Result<SignedIn>> {
    const { store, sessions, activeBans, passwordCheck } = this.#needs;
    const { address } = origin;
    const ban = activeBans.ofAddress(address);
    if (ban) return { ok: false, error: refusalOf(ban) };
    if (await this.#nobodyHasAccount()) return NO_ACCOUNTS;
    const parsed = parseName(name);
    const key = parsed.ok ? nameKey(parsed.name) : NO_KEY;
    const found = await store.findByKey(key);
    const verdict = await passwordCheck.compare(found, { key, password, address });
    if (!verdict.ok) return verdict;
    if (verdict.value === "wrong" || !found) return WRONG;
    const userBan = activeBans.ofUser(found.id);
    if (userBan) return { ok: false, error: refusalOf(userBan) };
    const rehashed = verdict.value === "outdated"
      ? await this.#needs.passwords.hash(password, ipPrefixOf(address))
      : null;
    const { session, token } = sessions.make(found.id, origin);
    if (!await this.#begin(session, found, rehashed?.ok ? rehashed.value : null)) return WRONG;
    // As it is now: comparing took its time.
    const account = await store.findAccount(found.id);
    return ok({ account: publicAccount(account ?? found), sessionId: session.id, token });
  }

  /** Ends the session of a token, if there is one. */
  async signOut(token: string): Promise<void> {
    const { sessions } = this.#needs;
    const found = await sessions.find(token);
    if (found) await sessions.end(found.account.id, [found.session.id]);
  }

  /** Whose session a token is; null when it is unknown or over, or its user is banned or deactivated, or a guest
   *  whose name is an account's by now. One read, which the store need not repeat; for a guest's first visit
   *  since the start two.
   *  @param address where the token comes from now; noted with the session */
  async findSession(token: string, address?: string): Promise<Identity | null> {
    return (await this.recognize(token, address)).identity;
  }

  /** Notes that sessions are in use, whose sockets are open. */
  noteUse(sessions: SessionUser[]): Promise<void> {
    return this.#needs.sessions.noteUse(sessions);
  }

  /** As `findSession`; whom a ban keeps out is told apart. */
  async recognize(token: string, address?: string): Promise<Recognized> {
    const { sessions, activeBans, guestNames } = this.#needs;
    const found = await sessions.find(token, address);
    if (!found || found.account.deactivatedAt !== null) return NOBODY;
    const account = publicAccount(found.account);
    const ban = activeBans.ofUser(account.id);
    const { settings } = found;
    if (ban) return { identity: null, settings, banned: { account, ban } };
    if (account.role === "guest" && !await guestNames.mayKeep(found.account)) return NOBODY;
    return { identity: { account, sessionId: found.session.id }, settings, banned: null };
  }

  /** Begins a session, if the account still has the password that was compared and is not deactivated. Whether it did.
   *  @param rehashed the password as it is to be kept from now on; null when it stays as it is */
  async #begin(
    session: NewSession,
    { id, password }: StoredAccount,
    rehashed: string | null,
  ): Promise<boolean> {
    const { store, sessions } = this.#needs;
    const ifPassword = password!;
    const begun = rehashed === null
      ? await store.addSession(session, ifPassword)
      : await store.updateAccount(id, { password: rehashed }, {
        ifPassword,
        beginSession: session,
      });
    if (begun.ok) sessions.ended(begun.endedSessions);
    return begun.ok;
  }

  async #nobodyHasAccount(): Promise<boolean> {
    if (this.#someAccount) return false;
    const filter = { query: "", guests: false, offset: 0, limit: 1 };
    this.#someAccount = (await this.#needs.store.listAccounts(filter)).total > 0;
    return !this.#someAccount;
  }
}

const NO_ACCOUNTS = fail("no_accounts", "Nobody has an account on this server yet");
const WRONG = fail("wrong_credentials", "The name or password is wrong");
