import type { Identity } from "../../hub/ports/identities.ts";
import type { Account } from "../../protocol/entities.ts";
import { fail, ok, type Result } from "../../protocol/errors.ts";
import type { Administration } from "./administration.ts";
import type { Bans } from "./bans.ts";
import { type Core, publicAccount } from "../core.ts";
import type { Ban, ListedAccount, Session } from "../ports.ts";
import type { Sessions } from "../signing_in/sessions.ts";

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

/** Finds people: for admins, and for whoever invites others. */
export class Directory {
  readonly #core: Core;
  readonly #bans: Bans;
  readonly #sessions: Sessions;
  readonly #administration: Administration;

  constructor(
    core: Core,
    parts: { bans: Bans; sessions: Sessions; administration: Administration },
  ) {
    this.#core = core;
    this.#bans = parts.bans;
    this.#sessions = parts.sessions;
    this.#administration = parts.administration;
  }

  /** @param page from 1; the last one when there are fewer */
  async list(
    identity: Identity,
    { query, guests, page }: { query: string; guests: boolean; page: number },
  ): Promise<Result<{ accounts: AccountLine[]; total: number; page: number; pages: number }>> {
    const actor = await this.#administration.authorize(identity);
    if (!actor.ok) return actor;
    const read = (page: number) =>
      this.#core.store.listAccounts({ query, guests, offset: (page - 1) * PAGE, limit: PAGE });
    const wanted = Number.isSafeInteger(page) && page > 1 ? page : 1;
    let found = await read(wanted);
    const pages = Math.max(1, Math.ceil(found.total / PAGE));
    if (wanted > pages) found = await read(pages);
    const accounts = found.accounts.map((it) => ({ ...it, ban: this.#bans.ofUser(it.id) }));
    return ok({ accounts, total: found.total, page: Math.min(wanted, pages), pages });
  }

  /** `user_not_found` for an id that is nobody's. */
  async person(identity: Identity, userId: string): Promise<Result<Person>> {
    const actor = await this.#administration.authorize(identity);
    if (!actor.ok) return actor;
    const found = await this.#core.store.findAccount(userId);
    if (!found) return fail("user_not_found", "There is nobody with this id");
    const { createdAt, deactivatedAt } = found;
    const sessions = await this.#sessions.list(userId);
    return ok({
      ...publicAccount(found),
      createdAt,
      deactivatedAt,
      lastUsedAt: sessions[0]?.lastUsedAt ?? null,
      ban: this.#bans.ofUser(userId),
      sessions,
    });
  }

  async byIds(ids: string[]): Promise<Account[]> {
    const found = await Promise.all(
      [...new Set(ids)].map((id) => this.#core.store.findAccount(id)),
    );
    return found
      .filter((it) => it !== null && it.role !== "guest" && it.deactivatedAt === null)
      .map((it) => publicAccount(it!));
  }

  async search(query: string, limit: number): Promise<Account[]> {
    const { store } = this.#core;
    const { accounts } = await store.listAccounts({ query, guests: false, offset: 0, limit });
    return accounts.filter(({ deactivatedAt }) => deactivatedAt === null).map(publicAccount);
  }
}
