import type { Clock } from "../hub/ports/clock.ts";
import type { Logger } from "../hub/ports/logger.ts";
import type { Account } from "../protocol/entities.ts";
import type { AccountStore } from "./ports.ts";

/** What is told of what was committed, so that sockets follow. Called after storage, never before. */
export interface AccountsListener {
  /** These sessions are over. */
  sessionsEnded(sessionIds: string[]): void;
  /** Somebody has another name or role. */
  accountChanged(account: Account): void;
  /** A user was banned or deactivated, or is a guest whose name is now an account's. */
  accountClosed(userId: string): void;
  /** Nobody may come from here any more. An IP address, as it was given to `ban`; of IPv6 the whole /64 is meant. */
  addressBanned(address: string): void;
}

/** What every part of accounts works with. */
export interface Core {
  readonly store: AccountStore;
  readonly clock: Pick<Clock, "now" | "monotonic" | "after">;
  readonly log: Logger;
  listener: AccountsListener;
}

/** What others may know of an account: no password. */
export function publicAccount({ id, name, role }: Account): Account {
  return { id, name, role };
}

/** What somebody is called today; null when they are nobody. */
export async function nameOf(store: AccountStore, userId: string): Promise<string | null> {
  return (await store.findAccount(userId))?.name ?? null;
}
