import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Seed } from "../../client/types.ts";
import { FirstRun, type FirstRunProps } from "../../components/room/FirstRun.tsx";
import { listedRoom, roomSections, type RoomTotals } from "../../components/room/room_sections.ts";
import Composer from "../../islands/Composer.tsx";
import ConnectionStatus from "../../islands/ConnectionStatus.tsx";
import MessageLog, { type UnreadStretch } from "../../islands/MessageLog.tsx";
import OnlineUsers from "../../islands/OnlineUsers.tsx";
import RoomHeader from "../../islands/RoomHeader.tsx";
import RoomList from "../../islands/RoomList.tsx";
import type { ReaderClock } from "../../protocol/clock_text.ts";
import type { PeopleCounts } from "../../components/people/PeoplePanel.tsx";
import type { ListedRoom, Message, OpenedPage, RoomInfo } from "../../protocol/entities.ts";
import { type PackedPage, packPage } from "../../protocol/packed_page.ts";
import { unreadOf } from "../../protocol/read_mark.ts";
import { manages, whyReadOnly } from "../../protocol/room_rules.ts";
import { asShownTo, byTitle } from "../../protocol/room_title.ts";
import { IslandCache } from "./island_cache.tsx";

export interface ChatView extends Seed {
  /** What the owner of a new server may do next; null for everybody else. */
  firstRun?: FirstRunProps | null;
  /** How the reader writes times. */
  clock: ReaderClock;
  /** In milliseconds since the epoch. */
  now: number;
  /** Longest text of a message, in UTF-8 bytes. */
  messageBytes: number;
}

/** What the day's name depends on, in milliseconds: every zone's midnight falls on a quarter of an hour of UTC. */
const DAY_SLOT_MS = 15 * 60_000;
/** What the time since somebody was seen is told by, in milliseconds. */
const MINUTE_MS = 60_000;

const cache = new IslandCache();
/** A page is the same object while the room's log is the same (store/). */
const packedPages = new WeakMap<OpenedPage, PackedPage>();

/** The islands of an open room, for one reader. Each brings its part of the seed; only the log has the messages, so that
 *  they are in the page once. */
export function chatIslands(view: ChatView) {
  const { server, me, people, manager, maker, clock, messageBytes } = view;
  const room = asShownTo(me.id, view.room);
  const { rooms, totals } = listed(view, room.id);
  const { title, topic, kind, archived, posting } = room;
  const readOnly = whyReadOnly(room, manages(me, room, manager));
  const unread = unreadOn(view);
  const log = {
    room: { title, topic, kind, archived, posting },
    page: packed(view.page),
    clock,
    now: view.now - view.now % DAY_SLOT_MS,
    messageBytes,
    ...(unread && { unread }),
    ...(view.firstRun && { firstRun: renderToString(h(FirstRun, view.firstRun)) }),
  };
  return {
    title,
    isNewest: !view.page.newer,
    list: cache.get(RoomList, { server, me, rooms, totals, current: room.id }),
    header: cache.get(RoomHeader, {
      room,
      maker,
      ...(kind === "direct" && { me: me.id, now: view.now - view.now % MINUTE_MS }),
    }),
    status: cache.get(ConnectionStatus, {}),
    log: cache.get(MessageLog, log),
    composer: cache.get(Composer, { title, manager, readOnly, messageBytes }),
    people: cache.get(OnlineUsers, { me: me.id, people, counts: countsOf(room) }),
  };
}

/** What is unread of a page, as seqs of messages: all who left off at the same one and have written nothing since share a
 *  rendering. Undefined when nothing is. */
function unreadOn({ me, room, rooms, page: { messages } }: ChatView): UnreadStretch | undefined {
  const { read = null } = rooms.find(({ id }) => id === room.id) ?? {};
  if (read === null || unreadOf(read, room) === 0) return undefined;
  const isOwn = ({ user }: Message) => user.id === me.id;
  const first = messages.find((message) => message.seq > read.seq && !isOwn(message));
  if (!first) return undefined;
  const until = messages.find((message) => message.seq > first.seq && isOwn(message));
  return { from: first.seq, until: until?.seq };
}

/** The rooms that the list shows at first: no page carries a thousand. */
function listed(
  { me, rooms: all }: ChatView,
  current: string,
): { rooms: ListedRoom[]; totals?: RoomTotals } {
  const shown = all.map((room) => asShownTo(me.id, room)).sort(byTitle);
  const sections = roomSections(shown.map(listedRoom), current);
  const listed = new Set(sections.flatMap(({ rooms }) => rooms.map(({ id }) => id)));
  const rooms = shown.filter(({ id }) => listed.has(id));
  const totals = sections
    .filter(({ hidden }) => hidden > 0)
    .map(({ key, rooms, hidden }) => [key, rooms.length + hidden]);
  return totals.length === 0 ? { rooms } : { rooms, totals: Object.fromEntries(totals) };
}

function countsOf({ online, people }: RoomInfo): PeopleCounts {
  return { online, people };
}

function packed(page: OpenedPage): PackedPage {
  let text = packedPages.get(page);
  if (text === undefined) packedPages.set(page, text = packPage(page));
  return text;
}
