import type { Clock, Identities, Identity, Log, Origin } from "../hub/ports.ts";
import type { Account, Role } from "../protocol/entities.ts";
import type { Result, WireError } from "../protocol/errors.ts";
import type {
  AccountStore,
  AuditEntry,
  Ban,
  Link,
  LinkKind,
  ListedAccount,
  Session,
} from "./ports.ts";
import type { ScryptCost } from "./passwords.ts";

/** Who may make an account: anybody, who holds an invite, or nobody. */
export type Registration = "open" | "invite" | "closed";

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

export interface AccountsOptions {
  store: AccountStore;
  clock: Pick<Clock, "now" | "monotonic" | "after">;
  log: Log;
  /** Whether a name is enough to come in. */
  guests: boolean;
  registration: Registration;
  /** What a password costs to check; OWASP's parameters when absent. Tests make it cheap. */
  passwordCost?: ScryptCost;
}

/** Somebody with a new session. The token is for their cookie, and is told only here. */
export interface SignedIn extends Identity {
  sessionId: string;
  token: string;
}

/** A one-time link as whoever opens it may see it. */
export interface OpenedLink {
  kind: LinkKind;
  /** When it ends, in milliseconds since the epoch. */
  expiresAt: number;
  /** What an invite makes of its user. */
  role: Role | null;
  /** Whose password a reset sets. */
  account: Account | null;
}

/** A line of the list of accounts. */
export interface AccountLine extends ListedAccount {
  /** The ban that holds longest; null when none does. */
  ban: Ban | null;
}

/** Accounts, sessions, links and bans of one server. Whatever a person can cause is a Result, whose message can be
 *  shown as it is. Every call that reads or writes rejects only with StorageError. */
export declare class Accounts implements Identities {
  /** Set once, by the composition root. */
  listener: AccountsListener;
  readonly registration: Registration;
  readonly guests: boolean;

  static open(options: AccountsOptions): Promise<Accounts>;
  /** Stops the daily sweep. */
  close(): void;

  // Coming in
  createGuest(name: string, origin: Origin): Promise<Result<SignedIn>>;
  namedGuest(
    name: string,
    origin: Origin,
    refuseNew: () => WireError | null,
  ): Promise<Result<Account>>;
  signIn(credentials: { name: string; password: string } & Origin): Promise<Result<SignedIn>>;
  signOut(token: string): Promise<void>;
  /** @param address where the token came from now; noted with the session */
  findSession(token: string, address?: string): Promise<Identity | null>;
  register(
    form: { name: string; password: string; invite?: string },
    origin: Origin,
  ): Promise<Result<SignedIn>>;
  claim(
    actor: Identity,
    form: { password: string; invite?: string },
    origin: Origin,
  ): Promise<Result<SignedIn>>;

  // One's own account
  changePassword(
    actor: Identity,
    form: { current: string; next: string },
    origin: Origin,
  ): Promise<Result<SignedIn>>;
  rename(actor: Identity, name: string): Promise<Result<Account>>;
  sessions(actor: Identity): Promise<(Session & { current: boolean })[]>;
  endSessions(actor: Identity, which: string[] | "others" | "all"): Promise<void>;

  // Links
  setupLink(): Promise<string | null>;
  findLink(kind: LinkKind, token: string): Promise<OpenedLink | null>;
  setUp(
    token: string,
    form: { name: string; password: string },
    origin: Origin,
  ): Promise<Result<SignedIn>>;
  resetPassword(token: string, password: string, origin: Origin): Promise<Result<SignedIn>>;

  // What admins do
  invite(
    actor: Identity,
    invite: { role: "member" | "admin"; uses: number; days: number },
  ): Promise<Result<{ link: Link; token: string }>>;
  invites(actor: Identity): Promise<Result<Link[]>>;
  withdrawInvite(actor: Identity, id: string): Promise<Result<void>>;
  /** `owner` hands over: the actor becomes an admin. */
  setRole(
    actor: Identity,
    userId: string,
    role: "owner" | "admin" | "member",
  ): Promise<Result<Account>>;
  resetLink(actor: Identity, userId: string): Promise<Result<{ link: Link; token: string }>>;
  deactivate(actor: Identity, userId: string): Promise<Result<void>>;
  reactivate(actor: Identity, userId: string): Promise<Result<void>>;
  /** @param ban exactly one of `userId` and `address`; `hours` null: for good */
  ban(
    actor: Identity,
    ban: { userId?: string; address?: string; reason: string; hours: number | null },
  ): Promise<Result<Ban>>;
  unban(actor: Identity, id: string): Promise<Result<void>>;
  /** Those that hold, newest first; `name`: of the banned user. */
  bans(actor: Identity): Promise<Result<(Ban & { name: string | null })[]>>;
  /** @param page from 1 */
  list(
    actor: Identity,
    filter: { query: string; guests: boolean; page: number },
  ): Promise<Result<{ accounts: AccountLine[]; total: number; pages: number }>>;
  /** Owner only; newest first. @param before the id of the oldest entry already shown */
  audit(
    actor: Identity,
    before?: number,
  ): Promise<
    Result<{ entries: (AuditEntry & { id: number; actorName: string })[]; more: boolean }>
  >;
  note(
    actor: Account,
    action: string,
    target: string,
    details: AuditEntry["details"],
  ): Promise<void>;
  noteDeletion(actor: Account, room: string, seq: number): Promise<void>;

  // What others ask
  /** In memory: asked for every request. */
  banOf(address: string): Ban | null;
  accounts(ids: string[]): Promise<Account[]>;
  searchAccounts(query: string, limit: number): Promise<Account[]>;
}
