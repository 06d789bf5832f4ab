import type { Clock } from "../../hub/ports/clock.ts";
import type { Identity } from "../../hub/ports/identities.ts";
import { ok, type Result } from "../../protocol/errors.ts";
import type { AccountStore, AuditEntry } from "../ports.ts";
import type { Authority } from "./authority.ts";
import { refuseOwner } from "./rules.ts";

/** Entries on a page. */
const PAGE = 50;

/** An entry as it is read. */
export interface AuditLine extends AuditEntry {
  id: number;
  /** What the actor is called today. */
  actorName: string;
}

interface Needs {
  store: AccountStore;
  clock: Pick<Clock, "now">;
  authority: Authority;
}

/** What admins did, who, when and to whom. Never given a token or a password. */
export class Audit {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** A page of at most 50, newest first, for the owner; `forbidden` for everybody else.
   *  @param before the id of the oldest entry already read */
  async read(
    identity: Identity,
    before: number | null = null,
  ): Promise<Result<{ entries: AuditLine[]; more: boolean }>> {
    const { store, authority } = this.#needs;
    const owner = await authority.authorize(identity, refuseOwner);
    if (!owner.ok) return owner;
    const found = await store.listAudit(before, PAGE + 1);
    const names = new Map<string, string>();
    const entries: AuditLine[] = [];
    for (const entry of found.slice(0, PAGE)) {
      const { actor } = entry;
      const name = names.get(actor) ?? (await store.findAccount(actor))?.name ?? actor;
      names.set(actor, name);
      entries.push({ ...entry, actorName: name });
    }
    return ok({ entries, more: found.length > PAGE });
  }

  /** An entry, to be written with what it tells of. */
  entry(
    actorId: string,
    action: string,
    target: string,
    details: AuditEntry["details"] = {},
  ): AuditEntry {
    return { at: this.#needs.clock.now(), actor: actorId, action, target, details };
  }
}
