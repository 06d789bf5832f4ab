import type { Identity } from "../../hub/ports/identities.ts";
import type { Account } from "../../protocol/entities.ts";
import { ok, type Result } from "../../protocol/errors.ts";
import type { ActiveBans } from "../moderation/active_bans.ts";
import type { AccountStore, Ban, ListedAccount, Session } from "../ports.ts";
import { publicAccount } from "../public_account.ts";
import type { Sessions } from "../signing_in/sessions.ts";
import { type Authority, NOBODY } from "./authority.ts";

/** Accounts on a page of the list. */
const PAGE = 50;

/** A line of the list of accounts. */
export interface AccountLine extends ListedAccount {
  /** The ban that holds longest; null when none does. */
  ban: Ban | null;
}

/** Somebody as admins see them when they look closer. */
export interface Person extends Omit<AccountLine, "messages"> {
  /** Those that last, newest use first. */
  sessions: Session[];
}

interface Needs {
  store: AccountStore;
  authority: Authority;
  activeBans: ActiveBans;
  sessions: Sessions;
}

/** Finds people: for admins, who else gets `forbidden`, and for whoever invites others. */
export class Directory {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Accounts, and guests when asked for, whose name contains the query, by name, 50 a page.
   *  @param filter `page` from 1; past the end it is the last */
  async list(
    identity: Identity,
    { query, guests, page }: { query: string; guests: boolean; page: number },
  ): Promise<Result<{ accounts: AccountLine[]; total: number; page: number; pages: number }>> {
    const { store, authority, activeBans } = this.#needs;
    const actor = await authority.authorize(identity);
    if (!actor.ok) return actor;
    const read = (page: number) =>
      store.listAccounts({ query, guests, offset: (page - 1) * PAGE, limit: PAGE });
    const wanted = Number.isSafeInteger(page) && page > 1 ? page : 1;
    let found = await read(wanted);
    const pages = Math.max(1, Math.ceil(found.total / PAGE));
    if (wanted > pages) found = await read(pages);
    const accounts = found.accounts.map((it) => ({ ...it, ban: activeBans.ofUser(it.id) }));
    return ok({ accounts, total: found.total, page: Math.min(wanted, pages), pages });
  }

  /** Somebody with an account, or a guest, and where they are signed in. `user_not_found` for an id that is
   *  nobody's. */
  async person(identity: Identity, userId: string): Promise<Result<Person>> {
    const { store, authority, activeBans } = this.#needs;
    const actor = await authority.authorize(identity);
    if (!actor.ok) return actor;
    const found = await store.findAccount(userId);
    if (!found) return NOBODY;
    const { createdAt, deactivatedAt } = found;
    const sessions = await this.#needs.sessions.list(userId);
    return ok({
      ...publicAccount(found),
      createdAt,
      deactivatedAt,
      lastUsedAt: sessions[0]?.lastUsedAt ?? null,
      ban: activeBans.ofUser(userId),
      sessions,
    });
  }

  /** The accounts with these ids, in no order. Left out: unknown ids, guests, the deactivated. */
  async byIds(ids: string[]): Promise<Account[]> {
    const { store } = this.#needs;
    const found = await Promise.all([...new Set(ids)].map((id) => store.findAccount(id)));
    return found
      .filter((it) => it !== null && it.role !== "guest" && it.deactivatedAt === null)
      .map((it) => publicAccount(it!));
  }

  /** Accounts in use whose name contains the query, case aside; by name, at most `limit`. */
  search(query: string, limit: number): Promise<Account[]> {
    return this.#needs.store.searchAccounts(query, limit);
  }
}
