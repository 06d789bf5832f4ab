import type { ChangePage, Message, MessagePage, User } from "../../protocol/entities.ts";
import { EVERYTHING, type Span, upsert } from "./message_list.ts";
import type { PendingMessage, Timeline } from "../types.ts";

/** Most live events kept while a hole below them is being filled. More are dropped: the changes that
 *  fill the hole bring them again. */
export const MAX_AHEAD = 500;

/** A pending message, and the version at which the server says it stands in the log, once it does. */
export interface LocalPending extends PendingMessage {
  readonly sentVersion?: number;
}

/** The timeline and what it takes to keep it without holes. Immutable; every function here gives a
 *  new one, or the same when nothing changed. */
export interface Log extends Timeline {
  /** The user whose pending messages these are. */
  readonly me: string;
  readonly pending: readonly LocalPending[];
  readonly joints: readonly number[];
  /** Live events above a hole, ascending by version; merged once the hole is filled. */
  readonly ahead: readonly Message[];
  /** The highest version heard of. Above `version`: there is a hole. */
  readonly heard: number;
  /** While a page is under way: what was merged since it was asked for, which it may lack. */
  readonly aside: readonly Message[] | null;
}

/** An empty log, as of a room in which nothing was ever posted. */
export function empty(me: string): Log {
  return {
    me,
    messages: [],
    pending: [],
    notices: [],
    version: 0,
    hasOlder: false,
    hasNewer: false,
    joints: [],
    ahead: [],
    heard: 0,
    head: 0,
    aside: null,
  };
}

/** Starts over from the newest page. Only what was never in the log is kept: the unsent messages. */
export function mergeSnapshot(log: Log, page: ChangePage): Log {
  const fresh: Log = {
    ...empty(log.me),
    pending: log.pending.filter((one) => one.sentVersion === undefined),
    version: page.version,
    heard: page.version,
    hasOlder: page.more,
  };
  return merge(fresh, page.messages);
}

/** Notes that the log has reached a version, whose changes may not have come. */
export function hearOf(log: Log, version: number): Log {
  return version > log.heard ? { ...log, heard: version } : log;
}

/** Takes live events, in any order, repeated or not. Those above a hole wait in `ahead`. */
export function applyMessages(log: Log, events: readonly Message[]): Log {
  const unseen = events.filter((event) => event.version > log.version);
  if (unseen.length === 0) return log;
  const heard = unseen.reduce((most, event) => Math.max(most, event.version), log.heard);
  return drain({ ...log, heard, ahead: sortedByVersion([...log.ahead, ...unseen]) });
}

/** Takes one page of what changed after this log's version (or after an earlier one). */
export function applyChanges(log: Log, page: ChangePage): Log {
  const reached = page.more ? page.messages.at(-1)?.version ?? 0 : page.version;
  const version = Math.max(log.version, reached);
  const heard = Math.max(log.heard, page.version);
  return drain(merge({ ...log, version, heard }, page.messages));
}

/** To be called when a page of history is asked for: what is merged from now on is kept until the page
 *  is there, because the page may have been read before it. */
export function expectPage(log: Log): Log {
  return { ...log, aside: [] };
}

/** Puts a page in front.
 *  @param before the seq that was asked for. If the stretch begins elsewhere by now, the page would
 *  leave a hole and is dropped. */
export function prependOlder(log: Log, before: number, page: MessagePage): Log {
  const { aside, ...rest } = log;
  if (!aside || log.messages[0]?.seq !== before) return { ...rest, aside: null };
  const joints = [...log.joints, before];
  return widen({ ...rest, joints, hasOlder: page.more, aside: null }, page.messages, aside);
}

/** Puts a page at the end.
 *  @param after the seq that was asked for. If the stretch ends elsewhere by now, the page is dropped. */
export function appendNewer(log: Log, after: number, page: MessagePage): Log {
  const { aside, ...rest } = log;
  if (!aside || log.messages.at(-1)?.seq !== after) return { ...rest, aside: null };
  return widen({ ...rest, hasNewer: page.more, aside: null }, page.messages, aside);
}

/** Makes the newest page the stretch, in place of one whose tail was trimmed. */
export function replaceWithNewest(log: Log, page: MessagePage): Log {
  const { aside, ...rest } = log;
  if (!aside) return log;
  const bare: Log = {
    ...rest,
    messages: [],
    joints: [],
    hasOlder: page.more,
    hasNewer: false,
    aside: null,
  };
  return widen(bare, page.messages, aside);
}

/** The page belongs to the stretch whatever the stretch was; what came meanwhile only if it falls in. */
function widen(log: Log, page: readonly Message[], aside: readonly Message[]): Log {
  return merge(merge(log, page, EVERYTHING), aside);
}

/** What the loaded stretch covers: at an end of the log, everything there is and will be. */
function spanOf(log: Log): Span {
  return {
    from: log.hasOlder ? log.messages[0]?.seq ?? 0 : 0,
    to: log.hasNewer ? log.messages.at(-1)?.seq ?? 0 : Infinity,
  };
}

/** Some users have other names now: what they wrote goes by them. */
export function renameAuthors(log: Log, users: readonly User[]): Log {
  const names = new Map(users.map((user) => [user.id, user]));
  const isStale = ({ user }: Message) => (names.get(user.id) ?? user).name !== user.name;
  if (!log.messages.some(isStale) && !log.ahead.some(isStale)) return log;
  const rename = (message: Message) =>
    isStale(message) ? { ...message, user: names.get(message.user.id)! } : message;
  return { ...log, messages: log.messages.map(rename), ahead: log.ahead.map(rename) };
}

/** The highest seq of some messages, and at least `least`. */
export function highestSeq(messages: readonly Message[], least: number): number {
  return messages.reduce((most, { seq }) => Math.max(most, seq), least);
}

/** Merges changes that are in order with the log's version. Those outside the stretch are left out. */
function merge(log: Log, changes: readonly Message[], span: Span = spanOf(log)): Log {
  const messages = upsert(log.messages, changes, span);
  const head = highestSeq(changes, log.head);
  const aside = log.aside && [...log.aside, ...changes];
  return withoutPosted({ ...log, messages, head, aside }, changes);
}

/** Drops the pending messages that are in the log by now, in the same step in which they appear there:
 *  nobody sees one twice, or not at all. */
function withoutPosted(log: Log, posted: readonly Message[]): Log {
  if (log.pending.length === 0) return log;
  const ids = new Set(posted.filter((one) => one.user.id === log.me).map((one) => one.id));
  const pending = log.pending.filter((one) =>
    !ids.has(one.id) && !(one.sentVersion !== undefined && one.sentVersion <= log.version)
  );
  return pending.length === log.pending.length ? log : { ...log, pending };
}

/** Merges what waits in `ahead` as far as it follows without a hole. */
function drain(log: Log): Log {
  let version = log.version;
  let taken = 0;
  for (const event of log.ahead) {
    if (event.version > version + 1) break;
    version = Math.max(version, event.version);
    taken++;
  }
  const ahead = log.ahead.slice(taken, taken + MAX_AHEAD);
  return merge({ ...log, version, ahead }, log.ahead.slice(0, taken));
}

function sortedByVersion(events: Message[]): Message[] {
  return events.sort((one, other) => one.version - other.version);
}
