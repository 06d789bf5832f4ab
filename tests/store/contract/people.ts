import { assertEquals } from "@std/assert";
import type {
  AccountStore,
  AuditEntry,
  NewAccount,
  NewSession,
  Outcome,
} from "../../../accounts/ports.ts";
import type { User } from "../../../protocol/entities.ts";

/** When all that these make was made, unless a time is given. */
export const MADE_AT = 1_750_000_000_000;

/** An account to make, by a user whose key is the id without its prefix: "u_ann" has the key "ann". */
export function newAccount(user: User, more: Partial<NewAccount> = {}): NewAccount {
  const key = user.id.replace("u_", "");
  return { ...user, key, password: `hash of ${key}`, role: "member", at: MADE_AT, ...more };
}

/** A session to begin, with a token hash of its own. */
export function newSession(
  id: string,
  userId: string,
  more: Partial<NewSession> = {},
): NewSession {
  const address = "192.0.2.7";
  const tokenHash = `token of ${id}`;
  return {
    id,
    tokenHash,
    userId,
    createdAt: MADE_AT,
    device: "Firefox on Linux",
    address,
    ...more,
  };
}

/** Makes these users accounts. */
export async function claimAll(store: AccountStore, ...users: User[]): Promise<void> {
  for (const user of users) assertEquals(await verdict(store.claim(newAccount(user))), "ok");
}

/** How others see them once they have an account. */
export function asMember({ id, name }: User): User {
  return { id, name };
}

/** "ok", or why it was refused. */
export async function verdict<Refusal extends string>(
  call: Promise<Outcome<Refusal>>,
): Promise<"ok" | Refusal> {
  const outcome = await call;
  return outcome.ok ? "ok" : outcome.refusal;
}

/** An entry of the audit log. */
export function note(target: string, more: Partial<AuditEntry> = {}): AuditEntry {
  return { at: MADE_AT, actor: "u_admin", action: "account.ban", target, details: {}, ...more };
}

/** The actions that the audit log tells of, oldest first, each with its target. */
export async function audited(store: AccountStore): Promise<string[]> {
  const entries = await store.listAudit(null, 100);
  return entries.toReversed().map(({ action, target }) => `${action} ${target}`);
}
