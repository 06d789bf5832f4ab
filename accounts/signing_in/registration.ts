import type { Identity, Origin } from "../../hub/ports/identities.ts";
import { fail, ok, type Result, type WireError } from "../../protocol/errors.ts";
import type { Role } from "../../protocol/entities.ts";
import { parseName } from "../../protocol/name.ts";
import { nameKey } from "../../protocol/name_key.ts";
import { bannedError, type Bans } from "../administration/bans.ts";
import type { Core } from "../core.ts";
import { type Guests, nameTaken } from "../guests/guests.ts";
import { LINK_GONE, type Links, type UsableLink } from "./links.ts";
import { ipPrefixOf } from "../ip_prefix.ts";
import { refusePassword } from "./password_rules.ts";
import type { Passwords } from "./passwords.ts";
import type { Sessions, SignedIn } from "./sessions.ts";
import { tooMany } from "./sign_in_throttle.ts";
import { Throttle } from "./throttle.ts";
import { newUserId } from "./tokens.ts";

/** Who may make an account: anybody, who holds an invite, or nobody. */
export type RegistrationPolicy = "open" | "invite" | "closed";

/** Accounts that one network may make in an hour before each further one costs a wait: a class in one room. */
const FREE_ACCOUNTS = 30;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5 * 60_000;

interface Form {
  name: string;
  password: string;
}

/** Makes accounts: new ones, of guests, and the owner's. */
export class Registration {
  readonly #core: Core;
  readonly #sessions: Sessions;
  readonly #bans: Bans;
  readonly #passwords: Passwords;
  readonly #links: Links;
  readonly #guests: Guests;
  readonly #policy: RegistrationPolicy;
  readonly #throttle: Throttle;

  constructor(
    core: Core,
    parts: {
      sessions: Sessions;
      bans: Bans;
      passwords: Passwords;
      links: Links;
      guests: Guests;
      policy: RegistrationPolicy;
    },
  ) {
    this.#core = core;
    this.#sessions = parts.sessions;
    this.#bans = parts.bans;
    this.#passwords = parts.passwords;
    this.#links = parts.links;
    this.#guests = parts.guests;
    this.#policy = parts.policy;
    this.#throttle = new Throttle({
      free: FREE_ACCOUNTS,
      firstDelayMs: FIRST_WAIT_MS,
      maxDelayMs: LONGEST_WAIT_MS,
      monotonic: () => core.clock.monotonic(),
    });
  }

  async register(
    { name, password, invite }: Form & { invite?: string },
    origin: Origin,
  ): Promise<Result<SignedIn>> {
    const link = await this.#findInvite(invite);
    if (!link.ok) return link;
    return await this.#make(newUserId(), { name, password }, origin, {
      role: link.value?.role ?? "member",
      spend: link.value?.tokenHash ?? null,
    });
  }

  async claim(
    actor: Identity,
    { password, invite }: { password: string; invite?: string },
    origin: Origin,
  ): Promise<Result<SignedIn>> {
    const guest = await this.#core.store.findAccount(actor.account.id);
    if (guest?.role !== "guest" || actor.sessionId === null) {
      return fail("forbidden", "Only a guest with a session can claim a name");
    }
    const link = await this.#findInvite(invite);
    if (!link.ok) return link;
    const made = await this.#make(guest.id, { name: guest.name, password }, origin, {
      role: link.value?.role ?? "member",
      spend: link.value?.tokenHash ?? null,
    });
    if (made.ok) await this.#sessions.end(guest.id, null, made.value.sessionId);
    return made;
  }

  async setUp(token: string, form: Form, origin: Origin): Promise<Result<SignedIn>> {
    const link = await this.#links.find("setup", token);
    if (!link || await this.#core.store.findOwner()) return LINK_GONE;
    return await this.#make(newUserId(), form, origin, { role: "owner", spend: link.tokenHash });
  }

  /** The invite, if one is needed or given. */
  async #findInvite(token: string | undefined): Promise<Result<UsableLink | null>> {
    if (this.#policy === "closed") {
      return fail("forbidden", "This server takes no new accounts");
    }
    if (!token) {
      return this.#policy === "open" ? ok(null) : fail("forbidden", "You need an invite link");
    }
    const link = await this.#links.find("invite", token);
    return link ? ok(link) : LINK_GONE;
  }

  async #make(
    id: string,
    form: Form,
    origin: Origin,
    { role, spend }: { role: Role; spend: string | null },
  ): Promise<Result<SignedIn>> {
    const parsed = parseName(form.name);
    if (!parsed.ok) return fail("name_invalid", parsed.message);
    const { name } = parsed;
    const key = nameKey(name);
    const error = await this.#refuse(name, form.password, origin.address);
    if (error) return { ok: false, error };
    if (await this.#core.store.findByKey(key)) return nameTaken(name);
    const network = ipPrefixOf(origin.address);
    const waitMs = this.#throttle.waitOf(network);
    if (waitMs > 0) return { ok: false, error: tooMany("new accounts", waitMs) };
    this.#throttle.add(network);
    const password = await this.#passwords.hash(form.password, network);
    if (!password.ok) return password;
    const account = { id, name, key, password: password.value, role, at: this.#core.clock.now() };
    const outcome = await this.#core.store.claim(account, spend);
    if (outcome === "taken") return nameTaken(name);
    if (outcome === "link_gone") return LINK_GONE;
    const signedIn = await this.#sessions.open({ id, name, role }, origin);
    await this.#guests.giveWay(key, id);
    return ok(signedIn);
  }

  async #refuse(name: string, password: string, address: string): Promise<WireError | null> {
    const ban = this.#bans.ofAddress(address);
    return ban ? bannedError(ban) : await refusePassword(password, name);
  }
}
