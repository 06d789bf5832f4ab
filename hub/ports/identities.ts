import type { CloseCode } from "../../protocol/close_codes.ts";
import type { Account, User } from "../../protocol/entities.ts";
import type { Result, WireError } from "../../protocol/errors.ts";

/** Where somebody comes from. */
export interface Origin {
  /** An IP address. */
  address: string;
  /** Such as "Firefox on Linux"; empty when unknown. */
  device: string;
}

/** Somebody and the session by which they came in; no session for who has only given a name. */
export interface Identity {
  account: Account;
  sessionId: string | null;
}

/** Somebody who is connected. */
export interface Present extends Identity {
  /** An IP address. */
  address: string;
}

/** A session, and whose it is. */
export interface SessionUser {
  userId: string;
  sessionId: string;
}

/** Who somebody is by now, or how they have to go. */
export type Standing = { account: Account } | { close: CloseCode; why?: WireError };

/** Who somebody is. Kept apart from the log, so that accounts can grow without touching it.
 *  Every call rejects only with StorageError. */
export interface Identities {
  /** A new guest with a session of its own: two people may carry one name, unless an account has it. */
  createGuest(name: string, origin: Origin): Promise<Result<Identity & { token: string }>>;
  /** The guest of this name among those who give a name and nothing else (programs, the seeds'
   *  clients): the same name, case and all, is the same user, so that a retry after a reconnect is seen as
   *  one. Made when there is none.
   *  @param refuseNew asked before one is made: why not, or null */
  namedGuest(
    name: string,
    origin: Origin,
    refuseNew: () => WireError | null,
  ): Promise<Result<Account>>;
  /** Signs an account in by its name and password. `no_accounts` when there is none at all. */
  signIn(
    credentials: { name: string; password: string } & Origin,
  ): Promise<Result<Identity & { token: string }>>;
  /** Whose session this token is; null when unknown or over. */
  findSession(token: string): Promise<Identity | null>;
  /** Notes that sessions are in use. */
  noteUse(sessions: SessionUser[]): Promise<void>;
  /** Somebody who has not said who they are, under a name that is nobody's. Not kept until they post. */
  anonymous(origin: Origin): Promise<Result<Account>>;
  /** Whether a guest who came in may still be called so: no account has the name by now. */
  mayKeepName(guest: User): Promise<boolean>;
  /** Reads anew what is kept in memory of bans and of names: facts about them may have got lost. */
  refresh(): Promise<void>;
  /** What has become of people who are connected, as the store has it; one answer for each, in the same order. */
  standings(present: Present[]): Promise<Standing[]>;
  /** The accounts with these ids, in no order; unknown ids and guests are left out. */
  accounts(ids: string[]): Promise<Account[]>;
  /** Accounts whose name contains the query, case aside; by name. */
  searchAccounts(query: string, limit: number): Promise<Account[]>;
}
