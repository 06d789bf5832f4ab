import type { BanNotice } from "../hub/ports/broker.ts";
import type { SessionUser } from "../hub/ports/identities.ts";
import type { Erasure, Headcount } from "../hub/ports/store.ts";
import type { Account, Role, User } from "../protocol/entities.ts";
import type { Settings } from "../protocol/settings.ts";

/** What accounts need of storage. Times are milliseconds since the epoch; tokens arrive hashed. Every call is one
 *  transaction: an act, what goes with it and the entries of the audit log that tell of it are written together, or not at
 *  all when the act is refused. Every call rejects only with StorageError, and then nothing was written, unless the
 *  connection to the storage was lost while it committed: then nobody knows. */
export interface AccountStore
  extends UserStore, SessionStore, LinkStore, BanStore, AuditStore, SettingsStore {}

/** Guests and accounts. */
export interface UserStore {
  /** Makes a guest with a first session. */
  createGuest(user: User, session: NewSession): Promise<void>;
  /** The guest of this name among those who give a name and nothing else; made when there is none. */
  namedGuest(user: User): Promise<User>;
  findNamedGuest(name: string): Promise<User | null>;

  /** The account whose name has this key; null when the name is free. */
  findByKey(key: string): Promise<StoredAccount | null>;
  /** Of a guest, too; null when nobody has this id. */
  findAccount(userId: string): Promise<StoredAccount | null>;
  /** The one account whose role is "owner"; null before there is one. */
  findOwner(): Promise<StoredAccount | null>;
  /** Makes an account, or turns the guest with this id into one. `taken`: another account has the key, or the
   *  user is an account; `link_gone` also when it is to be the owner, and there is one. */
  claim(account: NewAccount, effects?: AccountEffects): Promise<Outcome<"taken" | "link_gone">>;
  /** Changes what is named here and nothing else. Deactivating ends all sessions of the account. `taken`:
   *  another account has the key; `gone`: there is no such account (a guest is none), or a session cannot begin because it is
   *  deactivated; `outdated`: it has another password than `ifPassword`, or another role than `ifRole`. */
  updateAccount(
    userId: string,
    patch: AccountPatch,
    effects?: AccountEffects & { ifPassword?: string; ifRole?: Role },
  ): Promise<Outcome<"taken" | "gone" | "link_gone" | "outdated">>;
  /** Makes the owner an admin and another account the owner, whose sessions end. `unfit` when the first is not the
   *  owner, or the other is no account or deactivated. */
  handOver(ownerId: string, heirId: string, audit: AuditEntry): Promise<Outcome<"unfit">>;
  /** Looks at some guests, takes those without a session out of all public rooms, and removes those of them who never wrote,
   *  made no room and have no ban; of those who are known by name alone, and never have a session, those that were made
   *  before `namedBefore`. `left`: the rooms in which fewer are now, and how many. */
  pruneGuests(
    after: number | null,
    options: { namedBefore: number; limit: number },
  ): Promise<Pruned<number> & { left: ({ room: string } & Headcount)[] }>;
  /** Accounts and guests with a session whose name contains the query, case aside; by name, then id. */
  listAccounts(filter: AccountFilter): Promise<{ accounts: ListedAccount[]; total: number }>;
  /** Accounts in use (neither guests nor deactivated) whose name contains the query, case aside; by name, then id, `limit` at
   *  most. Cheap enough for everybody to ask with each letter they type. */
  searchAccounts(query: string, limit: number): Promise<Account[]>;
}

/** What a step of a sweep has removed. It looks at `limit` entries at most, from `after` (null: from the beginning). */
export interface Pruned<Cursor> {
  removed: number;
  /** Where the next step goes on; null at the end. */
  next: Cursor | null;
}

/** What goes with a change of an account, in its transaction and in this order. */
export interface AccountEffects {
  /** A one-time link, by its token's hash, loses a use; `link_gone` when it has none left or has expired. */
  spendLink?: string;
  /** All sessions of the user end. */
  endSessions?: boolean;
  /** All links to set the user's password end. */
  endResetLinks?: boolean;
  /** A session of the user begins. */
  beginSession?: NewSession;
  audit?: AuditEntry;
}

/** `endedSessions`: the ids of those that ended with it. */
export type Outcome<Refusal extends string> =
  | { ok: true; endedSessions: string[] }
  | { ok: false; refusal: Refusal };

/** Who is signed in where. */
export interface SessionStore {
  /** Begins a session of a user who is known and not deactivated and, where that matters, still has the password it was
   *  given for; else `outdated`. A user has SESSIONS_PER_USER at most: of more those end that were not used for the
   *  longest, wherever a session begins. */
  addSession(session: NewSession, ifPassword?: string): Promise<Outcome<"outdated">>;
  /** Whose session this is; null when unknown. The caller judges whether it is over. */
  findSession(tokenHash: string): Promise<FoundSession | null>;
  /** Notes that a session was used. */
  touchSession(tokenHash: string, at: number, address: string): Promise<void>;
  /** Notes that sessions were used, where they were used before. Those that are gone stay so. */
  touchSessions(sessions: SessionUser[], at: number): Promise<void>;
  /** Newest use first. */
  listSessions(userId: string): Promise<Session[]>;
  /** Ends these sessions of a user; all but `except` when `ids` is null. The ids of those that were ended. */
  endSessions(userId: string, ids: string[] | null, except?: string): Promise<string[]>;
  /** Looks at some sessions and ends those that were last used or made before these times. */
  pruneSessions(
    after: string | null,
    options: { lastUsedBefore: number; createdBefore: number; limit: number },
  ): Promise<Pruned<string>>;
}

/** One-time links. They are spent with what they are for (`AccountEffects`). */
export interface LinkStore {
  /** `replaces`: earlier links of its kind for the same user end. */
  addLink(link: NewLink, also?: { replaces?: boolean; audit?: AuditEntry }): Promise<void>;
  findLink(tokenHash: string): Promise<Link | null>;
  /** Links of a kind that can still be used, newest first. */
  listLinks(kind: LinkKind, now: number): Promise<Link[]>;
  /** Whether there was such a link. */
  removeLink(id: string, audit?: AuditEntry): Promise<boolean>;
}

/** Who may not come in. */
export interface BanStore {
  /** Sets bans that belong together, and begins the erasure of what somebody wrote; one that is pending for them goes
   *  on as it is. */
  addBans(bans: Ban[], also: { erasure?: Erasure; audit: AuditEntry[] }): Promise<void>;
  /** Whether there was such a ban. */
  removeBan(id: string, audit?: AuditEntry): Promise<boolean>;
  /** All bans that hold now, newest first. */
  listBans(now: number): Promise<Ban[]>;
}

/** What was done by role. Entries are written with what they tell of. */
export interface AuditStore {
  /** Newest first; those before an id, when one is given. */
  listAudit(before: number | null, limit: number): Promise<(AuditEntry & { id: number })[]>;
}

/** What accounts have chosen for themselves, and what is chosen for all. */
export interface SettingsStore {
  /** In place of what the account had chosen before. Nothing is kept for guests and for who is not known. */
  keepSettings(userId: string, settings: Settings): Promise<void>;
  /** What the server is called; null while nobody has named it. */
  serverName(): Promise<string | null>;
  keepServerName(name: string, audit: AuditEntry): Promise<void>;
}

/** An account as it is kept; a guest has no password and the role "guest". */
export interface StoredAccount extends Account {
  /** As ./passwords.ts encodes it. */
  password: string | null;
  createdAt: number;
  /** Null while it may sign in. */
  deactivatedAt: number | null;
}

export interface NewAccount extends User {
  /** As protocol's `nameKey` makes it. */
  key: string;
  password: string;
  role: Role;
  at: number;
}

export interface AccountPatch {
  /** Both together or neither. */
  name?: string;
  key?: string;
  password?: string;
  role?: Role;
  /** Null lets it sign in again. */
  deactivatedAt?: number | null;
}

export interface AccountFilter {
  query: string;
  /** Whether guests are listed, too. */
  guests: boolean;
  offset: number;
  limit: number;
}

export interface ListedAccount extends Omit<StoredAccount, "password"> {
  /** When one of its sessions was last used; null when never. */
  lastUsedAt: number | null;
  messages: number;
}

export interface Session {
  /** Public: names the session in lists, and gives no access. */
  id: string;
  userId: string;
  createdAt: number;
  lastUsedAt: number;
  /** Such as "Firefox on Linux". */
  device: string;
  /** An IP address. */
  address: string;
}

/** A session, whose it is, and what they have chosen; null while they have chosen nothing. */
export interface FoundSession {
  session: Session;
  account: StoredAccount;
  settings: Settings | null;
}

export interface NewSession extends Omit<Session, "lastUsedAt"> {
  tokenHash: string;
}

/** setup: makes the owner. invite: makes a member. reset: sets a password. */
export type LinkKind = "setup" | "invite" | "reset";

export interface Link {
  /** Public: names the link in lists, and gives no access. */
  id: string;
  kind: LinkKind;
  /** The user who made it; null for the server itself. */
  createdBy: string | null;
  createdAt: number;
  expiresAt: number;
  usesLeft: number;
  /** What an invite makes of its user. */
  role: Role | null;
  /** Whose password a reset sets. */
  userId: string | null;
  /** What tells an invite from others, for those who make them; may be empty. */
  note: string;
}

export interface NewLink extends Link {
  tokenHash: string;
}

/** A ban is kept as it is told. */
export type Ban = BanNotice;

export interface AuditEntry {
  at: number;
  /** The user who did it. */
  actor: string;
  /** Such as "account.ban". */
  action: string;
  /** The user, room or link it was done to. */
  target: string;
  details: Record<string, string | number | boolean | null>;
}
