import type { Origin } from "../../hub/ports/identities.ts";
import { fail, ok, type Result } from "../../protocol/errors.ts";
import { parseName } from "../../protocol/name.ts";
import { nameKey } from "../../protocol/name_key.ts";
import { bannedError, type Bans } from "../administration/bans.ts";
import type { Core } from "../core.ts";
import { ipPrefixOf } from "../ip_prefix.ts";
import type { Passwords, Verdict } from "./passwords.ts";
import type { StoredAccount } from "../ports.ts";
import type { Sessions, SignedIn } from "./sessions.ts";
import type { SignInThrottle } from "./sign_in_throttle.ts";
import type { KeyedMutex } from "../keyed_mutex.ts";

/** Key of what is no name, for the throttle. No name has it. */
const NO_KEY = "";

/** Compares passwords: what is wrong with a sign-in is told neither by the answer nor by its time. */
export class PasswordSignIn {
  readonly #core: Core;
  readonly #sessions: Sessions;
  readonly #bans: Bans;
  readonly #passwords: Passwords;
  readonly #throttle: SignInThrottle;
  readonly #mutex: KeyedMutex;
  #someAccount = false;

  constructor(
    core: Core,
    parts: {
      sessions: Sessions;
      bans: Bans;
      passwords: Passwords;
      throttle: SignInThrottle;
      mutex: KeyedMutex;
    },
  ) {
    this.#core = core;
    this.#sessions = parts.sessions;
    this.#bans = parts.bans;
    this.#passwords = parts.passwords;
    this.#throttle = parts.throttle;
    this.#mutex = parts.mutex;
  }

  async signIn(
    { name, password, ...origin }: { name: string; password: string } & Origin,
  ): Promise<Result<SignedIn>> {
    const ban = this.#bans.ofAddress(origin.address);
    if (ban) return { ok: false, error: bannedError(ban) };
    if (await this.#nobodyHasAccount()) return NO_ACCOUNTS;
    const parsed = parseName(name);
    const key = parsed.ok ? nameKey(parsed.name) : NO_KEY;
    const found = await this.#core.store.findByKey(key);
    const verdict = await this.check(found, key, password, origin.address);
    if (!verdict.ok) return verdict;
    if (verdict.value === "wrong" || !found) return WRONG;
    const rehashed = verdict.value === "outdated"
      ? await this.#passwords.hash(password, ipPrefixOf(origin.address))
      : null;
    return await this.#mutex.run(found.id, async () => {
      // What was compared took its time: another password may have been set meanwhile.
      const account = await this.#core.store.findAccount(found.id);
      if (!account || account.deactivatedAt !== null || account.password !== found.password) {
        return WRONG;
      }
      const userBan = this.#bans.ofUser(account.id);
      if (userBan) return { ok: false, error: bannedError(userBan) };
      if (rehashed?.ok) {
        await this.#core.store.updateAccount(account.id, { password: rehashed.value });
      }
      return ok(await this.#sessions.open(account, origin));
    });
  }

  /** Compares a password, and counts it for the throttle. `wrong`, after the same work, when nobody may sign in by
   *  this name.
   *  @param account who has the name; null when nobody has */
  async check(
    account: StoredAccount | null,
    key: string,
    password: string,
    address: string,
  ): Promise<Result<Verdict>> {
    const network = ipPrefixOf(address);
    const error = await this.#throttle.refuse(key, address, async () => {
      const sessions = await this.#sessions.list(account?.id ?? "");
      return sessions.some((session) => ipPrefixOf(session.address) === network);
    });
    if (error) return { ok: false, error };
    const kept = account?.deactivatedAt === null ? account.password : null;
    const verdict = await this.#passwords.verify(password, kept, network);
    if (!verdict.ok) this.#throttle.takeBack(key, address);
    else if (verdict.value !== "wrong") this.#throttle.succeeded(key, address);
    return verdict;
  }

  async #nobodyHasAccount(): Promise<boolean> {
    if (this.#someAccount) return false;
    const filter = { query: "", guests: false, offset: 0, limit: 1 };
    this.#someAccount = (await this.#core.store.listAccounts(filter)).total > 0;
    return !this.#someAccount;
  }
}

const NO_ACCOUNTS = fail("no_accounts", "Nobody has an account on this server yet");
const WRONG = fail("wrong_credentials", "The name or the password is wrong");
