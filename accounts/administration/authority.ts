import type { Identity } from "../../hub/ports/identities.ts";
import type { Account } from "../../protocol/entities.ts";
import { fail, ok, type Result, type WireError } from "../../protocol/errors.ts";
import type { AccountStore, StoredAccount } from "../ports.ts";
import { forbidden, refuseActOn, refuseAdmin } from "../../protocol/account_rules.ts";

/** Asks who somebody is today, whatever their page says, and what they may do: the role counts that is stored. */
export class Authority {
  readonly #store: AccountStore;

  constructor(store: AccountStore) {
    this.#store = store;
  }

  /** The actor as they are now, if `refuse` has nothing against it; else `forbidden`. */
  async authorize(
    { account: { id } }: Identity,
    refuse: (actor: Account) => WireError | null = refuseAdmin,
  ): Promise<Result<StoredAccount>> {
    const actor = await this.#store.findAccount(id);
    if (!actor || actor.deactivatedAt !== null) {
      return { ok: false, error: forbidden("Only admins may do that") };
    }
    const error = refuse(actor);
    return error ? { ok: false, error } : ok(actor);
  }

  /** The actor and whom they want to do something to, if they may; else `forbidden` or `user_not_found`. */
  async authorizeOn(
    identity: Identity,
    userId: string,
  ): Promise<Result<{ actor: StoredAccount; target: StoredAccount }>> {
    const actor = await this.authorize(identity);
    if (!actor.ok) return actor;
    const target = await this.#store.findAccount(userId);
    if (!target) return NOBODY;
    const error = refuseActOn(actor.value, target);
    return error ? { ok: false, error } : ok({ actor: actor.value, target });
  }
}

export const NOBODY = fail("user_not_found", "There is nobody with this id");
