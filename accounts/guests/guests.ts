import type { Origin } from "../../hub/ports/identities.ts";
import type { Account, User } from "../../protocol/entities.ts";
import { fail, ok, type Result, type WireError } from "../../protocol/errors.ts";
import { parseName } from "../../protocol/name.ts";
import { nameKey } from "../../protocol/name_key.ts";
import { bannedError, type Bans } from "../administration/bans.ts";
import type { Core } from "../core.ts";
import { GuestNames } from "./guest_names.ts";
import type { Sessions, SignedIn } from "../signing_in/sessions.ts";
import { newUserId } from "../signing_in/tokens.ts";

/** How many made-up names may turn out to be accounts' before a guest without a name is refused. */
const ANONYMOUS_TRIES = 5;

/** People who give a name and nothing else. They may share one, but none that is an account's. */
export class Guests {
  readonly #core: Core;
  readonly #sessions: Sessions;
  readonly #bans: Bans;
  readonly #allowed: boolean;
  readonly #names = new GuestNames();

  constructor(core: Core, parts: { sessions: Sessions; bans: Bans; allowed: boolean }) {
    this.#core = core;
    this.#sessions = parts.sessions;
    this.#bans = parts.bans;
    this.#allowed = parts.allowed;
  }

  /** A new guest with a session. */
  async create(raw: string, origin: Origin): Promise<Result<SignedIn>> {
    const name = this.#admit(raw, origin);
    if (!name.ok) return name;
    const user = { id: newUserId(), name: name.value };
    const { session, token } = this.#sessions.make(user.id, origin);
    return await this.#unlessClaimed(user, async () => {
      await this.#core.store.createGuest(user, session);
      return ok({ account: asGuest(user), sessionId: session.id, token });
    });
  }

  /** The guest that all have in common who give this name and keep no session. */
  async named(
    raw: string,
    origin: Origin,
    refuseNew: () => WireError | null,
  ): Promise<Result<Account>> {
    const name = this.#admit(raw, origin);
    if (!name.ok) return name;
    const { store } = this.#core;
    const known = await store.findNamedGuest(name.value);
    const ban = known && this.#bans.ofUser(known.id);
    if (ban) return { ok: false, error: bannedError(ban) };
    const user = known ?? { id: newUserId(), name: name.value };
    return await this.#unlessClaimed(user, async () => {
      if (known) return ok(asGuest(known));
      const error = refuseNew();
      if (error) return { ok: false, error };
      const made = await store.namedGuest(user);
      if (made.id !== user.id) this.#names.add(made.id, nameKey(made.name)); // another was faster
      return ok(asGuest(made));
    });
  }

  /** Somebody who gives not even a name; not kept. */
  async anonymous(origin: Origin): Promise<Result<Account>> {
    for (let tries = 0;; tries++) {
      const name = this.#admit(
        `Guest ${1_000 + crypto.getRandomValues(new Uint16Array(1))[0]!}`,
        origin,
      );
      if (!name.ok) return name;
      const user = { id: newUserId(), name: name.value };
      const result = await this.#unlessClaimed(user, () => Promise.resolve(ok(asGuest(user))));
      if (result.ok || tries === ANONYMOUS_TRIES) return result;
    }
  }

  /** Whether a guest who came in earlier may still use the name: nobody has claimed it since. */
  async mayKeepName({ id, name }: User): Promise<boolean> {
    return this.#names.has(id) ||
      (await this.#unlessClaimed({ id, name }, () => Promise.resolve(ok(null)))).ok;
  }

  /** Sends away the guests whose name has become an account's.
   *  @param accountId who has the name now */
  async giveWay(key: string, accountId: string): Promise<void> {
    for (const id of this.#names.take(key)) {
      if (id === accountId) continue;
      await this.#sessions.end(id, null);
      this.#core.listener.accountClosed(id);
    }
  }

  #admit(raw: string, { address }: Origin): Result<string> {
    if (!this.#allowed) return fail("guests_off", "This server takes no guests: sign in");
    const ban = this.#bans.ofAddress(address);
    if (ban) return { ok: false, error: bannedError(ban) };
    const parsed = parseName(raw);
    return parsed.ok ? ok(parsed.name) : fail("name_invalid", parsed.message);
  }

  /** Does something for a guest whose name is nobody's, before as after. */
  async #unlessClaimed<T>(user: User, job: () => Promise<Result<T>>): Promise<Result<T>> {
    const key = nameKey(user.name);
    // First, so that a claim from here on finds this guest.
    this.#names.add(user.id, key);
    if (await this.#core.store.findByKey(key)) {
      this.#names.remove(user.id);
      return nameTaken(user.name);
    }
    const result = await job();
    if (result.ok && !this.#names.has(user.id)) return nameTaken(user.name);
    if (!result.ok) this.#names.remove(user.id);
    return result;
  }
}

export function nameTaken(name: string) {
  return fail("name_taken", `"${name}" is the name of an account: sign in, or take another name`);
}

function asGuest({ id, name }: User): Account {
  return { id, name, role: "guest" };
}
