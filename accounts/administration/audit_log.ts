import { type Core, nameOf } from "../core.ts";
import type { AuditEntry } from "../ports.ts";

/** Entries on a page. */
const PAGE = 50;

/** An entry as it is read. */
export interface AuditLine extends AuditEntry {
  id: number;
  /** What the actor is called today. */
  actorName: string;
}

/** What admins did, who, when and to whom. Never given a token or a password. */
export class AuditLog {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  async write(
    actorId: string,
    action: string,
    target: string,
    details: AuditEntry["details"] = {},
  ): Promise<void> {
    const at = this.#core.clock.now();
    await this.#core.store.addAudit({ at, actor: actorId, action, target, details });
  }

  /** A page, newest first. @param before the id of the oldest entry already read */
  async read(before: number | null): Promise<{ entries: AuditLine[]; more: boolean }> {
    const { store } = this.#core;
    const found = await store.listAudit(before, PAGE + 1);
    const names = new Map<string, string>();
    const entries: AuditLine[] = [];
    for (const entry of found.slice(0, PAGE)) {
      const name = names.get(entry.actor) ?? await nameOf(store, entry.actor) ?? entry.actor;
      names.set(entry.actor, name);
      entries.push({ ...entry, actorName: name });
    }
    return { entries, more: found.length > PAGE };
  }
}
