import type { BanNotice } from "../hub/ports/broker.ts";
import type { Account, Role, User } from "../protocol/entities.ts";

/** What accounts need of storage. Times are milliseconds since the epoch; tokens arrive hashed. Every
 *  call rejects only with StorageError, and then nothing was written. */
export interface AccountStore extends UserStore, SessionStore, LinkStore, BanStore, AuditStore {}

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
  /** Makes an account, or turns the guest with this id into one. `taken`: another account has the key; nothing
   *  was written. `spend`: a one-time link that is used up in the same transaction; `link_gone` when it can't be. */
  claim(account: NewAccount, spend: string | null): Promise<"ok" | "taken" | "link_gone">;
  /** Changes what is named here and nothing else. `taken` as in `claim`; `gone`: there is no such account (a
   *  guest is none). */
  updateAccount(userId: string, patch: AccountPatch): Promise<"ok" | "taken" | "gone">;
  /** Accounts and guests with a session whose name contains the query, case aside; by name, then id. */
  listAccounts(filter: AccountFilter): Promise<{ accounts: ListedAccount[]; total: number }>;
  /** In one transaction makes the owner an admin and another account the owner. False, and nothing was written,
   *  when the first is not the owner, or the other is no account or deactivated. */
  handOver(ownerId: string, heirId: string): Promise<boolean>;
}

/** Who is signed in where. */
export interface SessionStore {
  addSession(session: NewSession): Promise<void>;
  /** Whose session this is; null when unknown. The caller judges whether it is over. */
  findSession(tokenHash: string): Promise<{ session: Session; account: StoredAccount } | null>;
  /** Notes that a session was used. */
  touchSession(id: string, at: number, address: string): Promise<void>;
  /** Newest use first. */
  listSessions(userId: string): Promise<Session[]>;
  /** Ends these sessions of a user; all but `except` when `ids` is null. The ids of those that were ended. */
  endSessions(userId: string, ids: string[] | null, except?: string): Promise<string[]>;
  /** Ends whatever was last used or made before these times. How many. */
  pruneSessions(lastUsedBefore: number, createdBefore: number): Promise<number>;
}

/** One-time links. */
export interface LinkStore {
  addLink(link: NewLink): Promise<void>;
  findLink(tokenHash: string): Promise<Link | null>;
  /** Takes one use of a link, if there is one left and it has not expired. Whether it did. */
  spendLink(tokenHash: string, now: number): Promise<boolean>;
  /** Links of a kind that can still be used, newest first. */
  listLinks(kind: LinkKind, now: number): Promise<Link[]>;
  removeLink(id: string): Promise<boolean>;
}

/** Who may not come in. */
export interface BanStore {
  addBan(ban: Ban): Promise<void>;
  removeBan(id: string): Promise<boolean>;
  /** All bans that hold now, newest first. */
  listBans(now: number): Promise<Ban[]>;
}

/** What was done by role. */
export interface AuditStore {
  addAudit(entry: AuditEntry): Promise<void>;
  /** Newest first; those before an id, when one is given. */
  listAudit(before: number | null, limit: number): Promise<(AuditEntry & { id: number })[]>;
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
