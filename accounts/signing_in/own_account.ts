import type { Identity, Origin } from "../../hub/ports/identities.ts";
import type { Account } from "../../protocol/entities.ts";
import { fail, ok, type Result } from "../../protocol/errors.ts";
import { parseName } from "../../protocol/name.ts";
import { nameKey } from "../../protocol/name_key.ts";
import { bannedError, type Bans } from "../administration/bans.ts";
import { type Core, publicAccount } from "../core.ts";
import { type Guests, nameTaken } from "../guests/guests.ts";
import { LINK_GONE, type Links } from "./links.ts";
import { ipPrefixOf } from "../ip_prefix.ts";
import { refusePassword } from "./password_rules.ts";
import type { Passwords } from "./passwords.ts";
import type { Session } from "../ports.ts";
import { forbidden } from "../administration/rules.ts";
import type { Sessions, SignedIn } from "./sessions.ts";
import type { PasswordSignIn } from "./password_sign_in.ts";
import type { KeyedMutex } from "../keyed_mutex.ts";

/** A session as its user sees it. */
export interface OwnSession extends Session {
  /** Whether it is the one by which they ask. */
  current: boolean;
}

/** What somebody does with their own account. */
export class OwnAccount {
  readonly #core: Core;
  readonly #sessions: Sessions;
  readonly #bans: Bans;
  readonly #passwords: Passwords;
  readonly #signIn: PasswordSignIn;
  readonly #links: Links;
  readonly #guests: Guests;
  readonly #mutex: KeyedMutex;

  constructor(
    core: Core,
    parts: {
      sessions: Sessions;
      bans: Bans;
      passwords: Passwords;
      signIn: PasswordSignIn;
      links: Links;
      guests: Guests;
      mutex: KeyedMutex;
    },
  ) {
    this.#core = core;
    this.#sessions = parts.sessions;
    this.#bans = parts.bans;
    this.#passwords = parts.passwords;
    this.#signIn = parts.signIn;
    this.#links = parts.links;
    this.#guests = parts.guests;
    this.#mutex = parts.mutex;
  }

  async changePassword(
    { account: { id } }: Identity,
    { current, next }: { current: string; next: string },
    origin: Origin,
  ): Promise<Result<SignedIn>> {
    const account = await this.#core.store.findAccount(id);
    if (!account || account.role === "guest") return NO_ACCOUNT;
    const weak = await refusePassword(next, account.name);
    if (weak) return { ok: false, error: weak };
    const key = nameKey(account.name);
    const verdict = await this.#signIn.check(account, key, current, origin.address);
    if (!verdict.ok) return verdict;
    if (verdict.value === "wrong") return CURRENT_WRONG;
    const hash = await this.#passwords.hash(next, ipPrefixOf(origin.address));
    if (!hash.ok) return hash;
    return await this.#mutex.run(id, async () => {
      // Another change may have come first.
      const now = await this.#core.store.findAccount(id);
      if (now?.password !== account.password) return CURRENT_WRONG;
      return await this.#setPassword(account, hash.value, origin);
    });
  }

  async resetPassword(token: string, password: string, origin: Origin): Promise<Result<SignedIn>> {
    const link = await this.#links.find("reset", token);
    if (!link?.account) return LINK_GONE;
    const { account, tokenHash } = link;
    const ban = this.#bans.ofAddress(origin.address) ?? this.#bans.ofUser(account.id);
    if (ban) return { ok: false, error: bannedError(ban) };
    const weak = await refusePassword(password, account.name);
    if (weak) return { ok: false, error: weak };
    const hash = await this.#passwords.hash(password, ipPrefixOf(origin.address));
    if (!hash.ok) return hash;
    return await this.#mutex.run(account.id, async () => {
      const spent = await this.#core.store.spendLink(tokenHash, this.#core.clock.now());
      return spent ? await this.#setPassword(account, hash.value, origin) : LINK_GONE;
    });
  }

  async rename({ account: { id } }: Identity, raw: string): Promise<Result<Account>> {
    const parsed = parseName(raw);
    if (!parsed.ok) return fail("name_invalid", parsed.message);
    const { name } = parsed;
    const key = nameKey(name);
    const outcome = await this.#core.store.updateAccount(id, { name, key });
    if (outcome === "taken") return nameTaken(name);
    const stored = outcome === "gone" ? null : await this.#core.store.findAccount(id);
    if (!stored) return NO_ACCOUNT;
    const account = publicAccount(stored);
    this.#core.listener.accountChanged(account);
    await this.#guests.giveWay(key, id);
    return ok(account);
  }

  async sessions({ account, sessionId }: Identity): Promise<OwnSession[]> {
    const sessions = await this.#sessions.list(account.id);
    return sessions.map((session) => ({ ...session, current: session.id === sessionId }));
  }

  async endSessions(
    { account, sessionId }: Identity,
    which: string[] | "others" | "all",
  ): Promise<void> {
    if (Array.isArray(which)) await this.#sessions.end(account.id, which);
    else if (which === "all") await this.#sessions.end(account.id, null);
    else await this.#sessions.end(account.id, null, sessionId ?? undefined);
  }

  /** Ends whatever the old password gave: sessions, and links to reset it. */
  async #setPassword(account: Account, password: string, origin: Origin) {
    const outcome = await this.#core.store.updateAccount(account.id, { password });
    if (outcome !== "ok") return NO_ACCOUNT;
    await this.#sessions.end(account.id, null);
    await this.#links.removeAll("reset", account.id);
    return ok(await this.#sessions.open(account, origin));
  }
}

const NO_ACCOUNT = {
  ok: false as const,
  error: forbidden("A guest has no account: claim your name first"),
};
const CURRENT_WRONG = fail("wrong_credentials", "The current password is wrong");
