import type {
  AccountFilter,
  AccountPatch,
  AuditEntry,
  Ban,
  Link,
  LinkKind,
  ListedAccount,
  NewAccount,
  NewLink,
  NewSession,
  Session,
  StoredAccount,
} from "../../accounts/ports.ts";
import type {
  Appended,
  Change,
  NewRoom,
  PagePosition,
  Place,
  RoomPatch,
  RoomRecord,
} from "../../hub/ports/store.ts";
import type { User } from "../../protocol/entities.ts";
import type { ChangePage, MessagePage } from "../../protocol/events.ts";

/** What the two connections can be asked for: by name, the argument and the result. A call that gives nothing
 *  has the result null, because everything crosses as JSON. */

export interface LogWrites {
  /** `renamed`: a guest has another name since, in every room. */
  append: { argument: Change[]; result: { answers: Appended[]; renamed: boolean } };
}

export interface RoomWrites {
  createRoom: { argument: NewRoom; result: RoomRecord | null };
  updateRoom: { argument: { id: string; patch: RoomPatch }; result: RoomRecord | null };
  setMember: {
    argument: { id: string; userId: string; manager: boolean | null };
    result: RoomRecord | null;
  };
}

export interface AccountWrites {
  createGuest: { argument: { user: User; session: NewSession }; result: null };
  namedGuest: { argument: User; result: User };
  claim: {
    argument: { account: NewAccount; spend: string | null };
    result: "ok" | "taken" | "link_gone";
  };
  updateAccount: {
    argument: { userId: string; patch: AccountPatch };
    result: "ok" | "taken" | "gone";
  };
  handOver: { argument: { ownerId: string; heirId: string }; result: boolean };
}

export interface SessionWrites {
  addSession: { argument: NewSession; result: null };
  touchSession: { argument: { id: string; at: number; address: string }; result: null };
  endSessions: {
    argument: { userId: string; ids: string[] | null; except: string | null };
    result: string[];
  };
  pruneSessions: { argument: { lastUsedBefore: number; createdBefore: number }; result: number };
}

export interface LinkWrites {
  addLink: { argument: NewLink; result: null };
  spendLink: { argument: { tokenHash: string; now: number }; result: boolean };
  removeLink: { argument: { id: string }; result: boolean };
}

export interface BanWrites {
  addBan: { argument: Ban; result: null };
  removeBan: { argument: { id: string }; result: boolean };
}

export interface AuditWrites {
  addAudit: { argument: AuditEntry; result: null };
}

export interface WriterCalls
  extends LogWrites, RoomWrites, AccountWrites, SessionWrites, LinkWrites, BanWrites, AuditWrites {}

export interface LogReads {
  page: {
    argument: { room: string; position: PagePosition; limit: number };
    result: MessagePage | null;
  };
  changes: { argument: { room: string; after: number; limit: number }; result: ChangePage | null };
  snapshot: { argument: { room: string; limit: number }; result: ChangePage | null };
  postsOf: {
    argument: { userId: string; after: Place | null; limit: number };
    result: Place[];
  };
}

export interface RoomReads {
  rooms: { argument: null; result: RoomRecord[] };
}

export interface AccountReads {
  findNamedGuest: { argument: { name: string }; result: User | null };
  findByKey: { argument: { key: string }; result: StoredAccount | null };
  findOwner: { argument: null; result: StoredAccount | null };
  findAccount: { argument: { userId: string }; result: StoredAccount | null };
  listAccounts: {
    argument: AccountFilter;
    result: { accounts: ListedAccount[]; total: number };
  };
}

export interface SessionReads {
  findSession: {
    argument: { tokenHash: string };
    result: { session: Session; account: StoredAccount } | null;
  };
  listSessions: { argument: { userId: string }; result: Session[] };
}

export interface LinkReads {
  findLink: { argument: { tokenHash: string }; result: Link | null };
  listLinks: { argument: { kind: LinkKind; now: number }; result: Link[] };
}

export interface BanReads {
  listBans: { argument: { now: number }; result: Ban[] };
}

export interface AuditReads {
  listAudit: {
    argument: { before: number | null; limit: number };
    result: (AuditEntry & { id: number })[];
  };
}

export interface ReaderCalls
  extends LogReads, RoomReads, AccountReads, SessionReads, LinkReads, BanReads, AuditReads {}

type CallOf<Calls extends Record<keyof Calls, { argument: unknown }>> = {
  [Name in keyof Calls]: { name: Name; argument: Calls[Name]["argument"] };
}[keyof Calls];

export type WriterCall = CallOf<WriterCalls>;
export type ReaderCall = CallOf<ReaderCalls>;
export type Call = WriterCall | ReaderCall;

/** What performs some calls, each within the transaction around it; `at` stamps what is written, in
 *  milliseconds since the epoch. */
export type Performers<Calls extends Record<keyof Calls, { argument: unknown; result: unknown }>> =
  {
    [Name in keyof Calls]: (argument: Calls[Name]["argument"], at: number) => Calls[Name]["result"];
  };

/** Performs a call; the table has a performer of its name, for its argument. */
export function perform(
  performers: { [name: string]: unknown },
  { name, argument }: Call,
  at: number,
): unknown {
  return (performers[name] as (argument: unknown, at: number) => unknown)(argument, at);
}
