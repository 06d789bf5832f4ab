import type { Identity } from "../../hub/ports/identities.ts";
import { ok, type Result } from "../../protocol/errors.ts";
import type { AccountStore, AuditEntry } from "../ports.ts";
import type { Authority } from "./authority.ts";
import { refuseOwner } from "../../protocol/account_rules.ts";

/** Entries on a page. */
const PAGE = 50;

/** An entry as it is read. */
export interface AuditLine extends AuditEntry {
  id: number;
  /** What the actor is called today. */
  actorName: string;
}

/** What admins did, who, when and to whom. Never given a token or a password. */
export class Audit {
  readonly #store: AccountStore;
  readonly #authority: Authority;

  constructor({ store, authority }: { store: AccountStore; authority: Authority }) {
    this.#store = store;
    this.#authority = authority;
  }

  /** A page of at most 50, newest first, for the owner; `forbidden` for everybody else.
   *  @param before the id of the oldest entry already read */
  async read(
    identity: Identity,
    before: number | null = null,
  ): Promise<Result<{ entries: AuditLine[]; more: boolean }>> {
    const owner = await this.#authority.authorize(identity, refuseOwner);
    if (!owner.ok) return owner;
    const found = await this.#store.listAudit(before, PAGE + 1);
    const names = new Map<string, string>();
    const entries: AuditLine[] = [];
    for (const entry of found.slice(0, PAGE)) {
      const { actor } = entry;
      const name = names.get(actor) ?? (await this.#store.findAccount(actor))?.name ?? actor;
      names.set(actor, name);
      entries.push({ ...entry, actorName: name });
    }
    return ok({ entries, more: found.length > PAGE });
  }
}
