import {
  type ChangePage,
  isSameUser,
  type Message,
  type MessagePage,
  type OpenedPage,
  type User,
} from "../../protocol/entities.ts";
import { EVERYTHING, type Span, upsert } from "./message_list.ts";
import type { Timeline } from "../types.ts";

/** Most live events kept while a hole below them is being filled. More are dropped: the changes that
 *  fill the hole bring them again. */
const MAX_AHEAD = 500;

/** Rows of messages kept in the page. More would cost layout, not memory. */
const KEPT_MESSAGES = 300;
/** How far a timeline may grow past that before it is cut, so that not every message costs a cut. */
const TRIM_SLACK = 50;

/** The timeline and what it takes to keep it without holes. Immutable; every function here gives a
 *  new one, or the same when nothing changed. */
export interface TimelineState extends Timeline {
  readonly joints: readonly number[];
  /** Live events above a hole, ascending by version; merged once the hole is filled. */
  readonly ahead: readonly Message[];
  /** The highest version heard of. Above `version`: there is a hole. */
  readonly heard: number;
  /** While a page is under way: what was merged since it was asked for, which it may lack. */
  readonly aside: readonly Message[] | null;
}

/** As of a room of which nothing is known yet. */
export const EMPTY: TimelineState = {
  messages: [],
  notices: [],
  epoch: "",
  version: 0,
  hasOlder: false,
  hasNewer: false,
  joints: [],
  ahead: [],
  heard: 0,
  head: 0,
  aside: null,
};

/** Starts with a page, most often the newest. Where that does not reach back to what is wanted: without messages, until the page is there
 *  that does.
 *  @param wanted the seq that is to be shown with what follows it; null for the newest page, whatever is in it */
export function fromSnapshot(
  { epoch, version, more, messages, newer }: OpenedPage,
  wanted: number | null = null,
): TimelineState {
  const timeline = {
    ...merge({ ...EMPTY, epoch, version, heard: version }, messages),
    hasOlder: more,
    hasNewer: newer === true,
  };
  // A seq is the version at which a message was posted: no message has a higher one.
  if (newer) return { ...timeline, head: version };
  if (wanted === null || covers(timeline, wanted)) return timeline;
  return { ...timeline, messages: [], hasOlder: true, hasNewer: true };
}

/** Whether there is something to show: of an empty room that nothing is in it. */
export function isLoaded({ epoch, messages, hasNewer }: Timeline): boolean {
  return epoch !== "" && (messages.length > 0 || !hasNewer);
}

/** Whether a message, as far as there is one of that seq, and what follows it are in the loaded stretch. */
export function covers({ messages, hasOlder, hasNewer }: Timeline, seq: number): boolean {
  const first = messages[0]?.seq ?? Infinity;
  const last = messages.at(-1)?.seq ?? 0;
  return (!hasOlder || first <= seq) && (!hasNewer || last > seq);
}

/** Notes that the log has reached a version, whose changes may not have come. */
export function hearOf(timeline: TimelineState, version: number): TimelineState {
  return version > timeline.heard ? { ...timeline, heard: version } : timeline;
}

/** Takes live events, in any order, repeated or not. Those above a hole wait in `ahead`. */
export function applyMessages(timeline: TimelineState, events: readonly Message[]): TimelineState {
  const unseen = events.filter((event) => event.version > timeline.version);
  if (unseen.length === 0) return timeline;
  const heard = unseen.reduce((most, event) => Math.max(most, event.version), timeline.heard);
  return drain({ ...timeline, heard, ahead: sortedByVersion([...timeline.ahead, ...unseen]) });
}

/** Takes one page of what changed after this log's version (or after an earlier one). */
export function applyChanges(timeline: TimelineState, page: ChangePage): TimelineState {
  const reached = page.more ? page.messages.at(-1)?.version ?? 0 : page.version;
  const version = Math.max(timeline.version, reached);
  const heard = Math.max(timeline.heard, page.version);
  return drain(merge({ ...timeline, version, heard }, page.messages));
}

/** To be called when a page of history is asked for: what is merged from now on is kept until the page
 *  is there, because the page may have been read before it. */
export function expectPage(timeline: TimelineState): TimelineState {
  return { ...timeline, aside: [] };
}

/** Puts a page in front.
 *  @param before the seq that was asked for. If the stretch begins elsewhere by now, the page would
 *  leave a hole and is dropped. */
export function prependOlder(
  timeline: TimelineState,
  before: number,
  page: MessagePage,
): TimelineState {
  const { aside, ...rest } = timeline;
  if (!aside || timeline.messages[0]?.seq !== before) return { ...rest, aside: null };
  const joints = [...timeline.joints, before];
  return widen({ ...rest, joints, hasOlder: page.more, aside: null }, page.messages, aside);
}

/** Puts a page at the end.
 *  @param after the seq that was asked for. If the stretch ends elsewhere by now, the page is dropped. */
export function appendNewer(
  timeline: TimelineState,
  after: number,
  page: MessagePage,
): TimelineState {
  const { aside, ...rest } = timeline;
  if (!aside || timeline.messages.at(-1)?.seq !== after) return { ...rest, aside: null };
  return widen({ ...rest, hasNewer: page.more, aside: null }, page.messages, aside);
}

/** Makes the newest page the stretch, in place of one whose tail was trimmed. */
export function replaceWithNewest(timeline: TimelineState, page: MessagePage): TimelineState {
  return replaceWith(timeline, page, false);
}

/** Makes a page from the midst of the log the stretch. */
export function replaceWithPage(timeline: TimelineState, page: MessagePage): TimelineState {
  return replaceWith(timeline, page, highestSeq(page.messages, 0) < timeline.head);
}

function replaceWith(
  timeline: TimelineState,
  page: MessagePage,
  hasNewer: boolean,
): TimelineState {
  const { aside, ...rest } = timeline;
  if (!aside) return timeline;
  const bare: TimelineState = {
    ...rest,
    messages: [],
    joints: [],
    hasOlder: page.more,
    hasNewer,
    aside: null,
  };
  return widen(bare, page.messages, aside);
}

/** The page belongs to the stretch whatever the stretch was; what came meanwhile only if it falls in. */
function widen(
  timeline: TimelineState,
  page: readonly Message[],
  aside: readonly Message[],
): TimelineState {
  return merge(merge(timeline, page, EVERYTHING), aside);
}

/** What the loaded stretch covers: at an end of the log, everything there is and will be. */
function spanOf(timeline: TimelineState): Span {
  return {
    from: timeline.hasOlder ? timeline.messages[0]?.seq ?? 0 : 0,
    to: timeline.hasNewer ? timeline.messages.at(-1)?.seq ?? 0 : Infinity,
  };
}

/** Some users have another name or role now: what they wrote goes by it. */
export function renameAuthors(timeline: TimelineState, users: readonly User[]): TimelineState {
  const now = new Map(users.map((user) => [user.id, user]));
  const isStale = ({ user }: Message) => !isSameUser(now.get(user.id) ?? user, user);
  if (!timeline.messages.some(isStale) && !timeline.ahead.some(isStale)) return timeline;
  const rename = (message: Message) =>
    isStale(message) ? { ...message, user: now.get(message.user.id)! } : message;
  return {
    ...timeline,
    messages: timeline.messages.map(rename),
    ahead: timeline.ahead.map(rename),
  };
}

/** Cuts a timeline that has grown too long, at the end where nobody looks.
 *  @param end "head" while the reader is at or moves towards the end of the log, "tail" while far up */
export function trim(
  timeline: TimelineState,
  end: "head" | "tail",
  slack = TRIM_SLACK,
): TimelineState {
  const surplus = timeline.messages.length - KEPT_MESSAGES;
  if (surplus <= slack) return timeline;
  if (end === "tail") {
    return { ...timeline, messages: timeline.messages.slice(0, KEPT_MESSAGES), hasNewer: true };
  }
  const messages = timeline.messages.slice(surplus);
  const first = messages[0]!.seq;
  const notices = timeline.notices.filter((notice) => notice.afterSeq >= first);
  const joints = timeline.joints.filter((seq) => seq > first);
  return { ...timeline, messages, notices, joints, hasOlder: true };
}

/** The highest seq of some messages, and at least `least`. */
export function highestSeq(messages: readonly Message[], least: number): number {
  return messages.reduce((most, { seq }) => Math.max(most, seq), least);
}

/** Merges changes that are in order with the log's version. Those outside the stretch are left out. */
function merge(
  timeline: TimelineState,
  changes: readonly Message[],
  span: Span = spanOf(timeline),
): TimelineState {
  const messages = upsert(timeline.messages, changes, span);
  const head = highestSeq(changes, timeline.head);
  const aside = timeline.aside && [...timeline.aside, ...changes];
  return { ...timeline, messages, head, aside };
}

/** Merges what waits in `ahead` as far as it follows without a hole. */
function drain(timeline: TimelineState): TimelineState {
  let version = timeline.version;
  let taken = 0;
  for (const event of timeline.ahead) {
    if (event.version > version + 1) break;
    version = Math.max(version, event.version);
    taken++;
  }
  const ahead = timeline.ahead.slice(taken, taken + MAX_AHEAD);
  return merge({ ...timeline, version, ahead }, timeline.ahead.slice(0, taken));
}

function sortedByVersion(events: Message[]): Message[] {
  return events.sort((one, other) => one.version - other.version);
}
