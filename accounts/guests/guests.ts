import type { Broker } from "../../hub/ports/broker.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Origin } from "../../hub/ports/identities.ts";
import type { Account, User } from "../../protocol/entities.ts";
import { fail, ok, type Result, type WireError } from "../../protocol/errors.ts";
import { parseName } from "../../protocol/name.ts";
import { type ActiveBans, refusalOf } from "../moderation/active_bans.ts";
import type { AccountStore, Pruned } from "../ports.ts";
import type { Sessions, SignedIn } from "../signing_in/sessions.ts";
import { newUserId } from "../signing_in/tokens.ts";
import type { GuestNames } from "./guest_names.ts";

/** Guests who are known by name alone and never wrote are kept this long, in milliseconds: as long as a session that is not
 *  used. */
const NAMED_MS = 30 * 24 * 60 * 60_000;
/** How many made-up names may turn out to be accounts' before a guest without a name is refused. */
const ANONYMOUS_TRIES = 5;

interface Needs {
  store: AccountStore;
  broker: Pick<Broker, "publish">;
  clock: Pick<Clock, "now">;
  sessions: Sessions;
  activeBans: ActiveBans;
  guestNames: GuestNames;
  /** Whether a name is enough to come in. */
  allowed: boolean;
}

/** People who give a name and nothing else. They may share one, but none that is an account's. */
export class Guests {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** A new guest with a session. `guests_off`, `banned`, `name_invalid`, `name_taken`. */
  async create(raw: string, origin: Origin): Promise<Result<SignedIn>> {
    const name = this.#admit(raw, origin);
    if (!name.ok) return name;
    const { store, sessions, guestNames } = this.#needs;
    const user = { id: newUserId(), name: name.value };
    const { session, token } = sessions.make(user.id, origin);
    return await guestNames.whileFree(user, async () => {
      await store.createGuest(user, session);
      return ok({ account: asGuest(user), sessionId: session.id, token });
    });
  }

  /** The guest of this name among those who give a name and nothing else; made when there is none. As `create`, or
   *  what `refuseNew` says before one is made. */
  async named(
    raw: string,
    origin: Origin,
    refuseNew: () => WireError | null,
  ): Promise<Result<Account>> {
    const name = this.#admit(raw, origin);
    if (!name.ok) return name;
    const { store, activeBans, guestNames } = this.#needs;
    const known = await store.findNamedGuest(name.value);
    const ban = known && activeBans.ofUser(known.id);
    if (ban) return { ok: false, error: refusalOf(ban) };
    const user = known ?? { id: newUserId(), name: name.value };
    return await guestNames.whileFree(user, async () => {
      if (known) return ok(asGuest(known));
      const error = refuseNew();
      if (error) return { ok: false, error };
      const made = await store.namedGuest(user);
      if (made.id !== user.id) guestNames.remember(made); // another was faster
      return ok(asGuest(made));
    });
  }

  /** A guest under a made-up name, not kept until they post. `guests_off`, `banned`; `name_taken` when every name that
   *  was tried is an account's. */
  async anonymous(origin: Origin): Promise<Result<Account>> {
    for (let tries = 0;; tries++) {
      const number = 1_000 + crypto.getRandomValues(new Uint16Array(1))[0]!;
      const name = this.#admit(`Guest ${number}`, origin);
      if (!name.ok) return name;
      const user = { id: newUserId(), name: name.value };
      const result = await this.#needs.guestNames.whileFree(
        user,
        () => Promise.resolve(ok(asGuest(user))),
      );
      if (result.ok || tries === ANONYMOUS_TRIES) return result;
    }
  }

  /** Whether somebody who came in as a guest may still be called so: no account has the name by now. */
  mayKeepName(guest: User): Promise<boolean> {
    return this.#needs.guestNames.mayKeep(guest);
  }

  /** A step of removing those of whom nothing is left; tells the hubs in which rooms fewer are since. */
  async prune(after: number | null, limit: number): Promise<Pruned<number>> {
    const { store, broker, clock } = this.#needs;
    const namedBefore = clock.now() - NAMED_MS;
    const { left, ...pruned } = await store.pruneGuests(after, { namedBefore, limit });
    for (const fewer of left) {
      broker.publish({
        type: "people",
        ...fewer,
        entered: [],
        quit: [],
        hub: null,
        revision: 0,
      });
    }
    return pruned;
  }

  #admit(raw: string, { address }: Origin): Result<string> {
    const { allowed, activeBans } = this.#needs;
    if (!allowed) return fail("guests_off", "This server accepts no guests: sign in");
    const ban = activeBans.ofAddress(address);
    if (ban) return { ok: false, error: refusalOf(ban) };
    const parsed = parseName(raw);
    return parsed.ok ? ok(parsed.name) : fail("name_invalid", parsed.message);
  }
}

function asGuest({ id, name }: User): Account {
  return { id, name, role: "guest" };
}
