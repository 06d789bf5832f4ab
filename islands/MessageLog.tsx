import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type ClockStyle, dayText, fullText, timeText } from "../client/clock_text.ts";
import { buildRows, type Row } from "../client/rows.ts";
import { observeScroller, ScrollAnchor } from "../client/scroll_anchor.ts";
import { empty, mergeSnapshot } from "../client/timeline.ts";
import type { Chat, RoomState, Timeline } from "../client/types.ts";
import { useChat } from "../client/use_chat.ts";
import { DayDivider, NewDivider } from "../components/Dividers.tsx";
import { EmptyState } from "../components/EmptyState.tsx";
import { focusComposer } from "../components/focus_composer.ts";
import { JumpButton } from "../components/JumpButton.tsx";
import { memo } from "../components/memo.ts";
import { Message } from "../components/Message.tsx";
import { PendingState } from "../components/PendingState.tsx";
import { PresenceNotice } from "../components/PresenceNotice.tsx";
import { RoomProblem } from "../components/RoomProblem.tsx";
import { Skeleton } from "../components/Skeleton.tsx";
import type { RoomInfo, User } from "../protocol/entities.ts";
import type { ChangePage } from "../protocol/events.ts";

interface MessageLogProps {
  me: User;
  room: RoomInfo;
  /** The newest page of the room. */
  page: ChangePage;
  clock: { locale: string; timeZone: string | null };
  /** The server's time when it rendered, in milliseconds since the epoch. */
  now: number;
}

/** The next page is asked for when the end of what is loaded is this near, in viewports. */
const LOAD_WITHIN = 1.5;

/** The open room's messages. */
export default function MessageLog(props: MessageLogProps) {
  const { me } = props;
  const chat = useChat({ page: props.page });
  const room = chat?.room.value ?? null;
  const { clock, now } = useReaderClock(props);
  const fromPage = useMemo(() => mergeSnapshot(empty(me.id), props.page), []);
  const timeline = room?.timeline.value ?? fromPage;
  const dividerAfter = room?.dividerAfter.value ?? null;
  const rows = useMemo(
    () => buildRows(timeline, { me: me.id, dividerAfter, timeZone: clock.timeZone }),
    [timeline, dividerAfter, clock],
  );
  const { scroller, content, following, goToEnd } = useScroll(room, timeline);
  const { title } = room?.info.value ?? props.room;
  const problem = room?.problem.value ?? null;

  const createRoom = async () => {
    const outcome = await chat!.createMissing();
    // The button goes; the keyboard should not be left nowhere.
    if (outcome.ok) focusComposer();
    return outcome;
  };

  return (
    <div class="log-frame">
      <div
        ref={scroller}
        class="log"
        role="log"
        aria-label={`Messages in ${title}`}
        aria-live="polite"
        // What is loaded from the past is no news.
        aria-busy={room !== null && room.loading.value !== null}
        tabIndex={0}
      >
        <div ref={content} class="log-rows">
          <LogTop room={room} timeline={timeline} title={title} />
          {rows.map((row) => (
            <LogRow key={row.key} row={row} me={me.name} room={room} clock={clock} now={now} />
          ))}
          {problem && <RoomProblem key={room!.id} problem={problem} onCreate={createRoom} />}
        </div>
      </div>
      {chat && room && !following && <Jump chat={chat} room={room} onClick={goToEnd} />}
    </div>
  );
}

/** What stands above the first row, or in the place of all rows. */
function LogTop({ room, timeline, title }: {
  room: RoomState | null;
  timeline: Timeline;
  title: string;
}) {
  const hasProblem = room !== null && room.problem.value !== null;
  if (room && !room.ready.value) return hasProblem ? null : <Skeleton />;
  if (timeline.hasOlder) return <div class="log-edge">Older messages are on their way</div>;
  if (timeline.messages.length + timeline.pending.length > 0) {
    return <div class="log-edge">This is where {title} begins</div>;
  }
  return hasProblem ? null : <EmptyState title="No messages yet" text="Say hello." />;
}

/** Apart from the log, which need not be rendered anew for what happens in other rooms. */
function Jump({ chat, room, onClick }: { chat: Chat; room: RoomState; onClick: () => void }) {
  const summary = chat.rooms.value.find((one) => one.id === room.id);
  return <JumpButton unread={summary?.unread ?? 0} onClick={onClick} />;
}

/** Keeps the reader where they are, and loads what they come near to. */
function useScroll(room: RoomState | null, timeline: Timeline) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isFirstRoom = useRef(true);
  const [anchor, setAnchor] = useState<ScrollAnchor | null>(null);
  const following = anchor?.following.value ?? true;

  useLayoutEffect(() => {
    if (!room) return;
    const element = scroller.current!;
    const anchor = new ScrollAnchor({
      scroller: element,
      rows: () => content.current!.children as HTMLCollectionOf<HTMLElement>,
      endsLog: () => !room.timeline.peek().hasNewer,
    });
    const top = element.scrollTop;
    anchor.follow();
    if (isFirstRoom.current) {
      // Before the page came alive the reader may have scrolled.
      isFirstRoom.current = false;
      element.scrollTop = top;
      anchor.scrolled();
    }
    setAnchor(anchor);
    const load = () => loadNear(room, element);
    element.addEventListener("scroll", load, { passive: true });
    const stop = observeScroller(anchor, element, content.current!);
    return () => {
      element.removeEventListener("scroll", load);
      stop();
    };
  }, [room]);

  // One's own message is shown wherever one was reading, once the end of the log is there to show it.
  const newestOwn = timeline.hasNewer ? undefined : timeline.pending.at(-1)?.id;
  useLayoutEffect(() => {
    if (newestOwn !== undefined) anchor?.follow();
  }, [newestOwn]);
  useLayoutEffect(() => anchor?.restore());
  useEffect(() => room?.setFollowing(following), [room, following]);
  useEffect(() => {
    if (room) loadNear(room, scroller.current!);
  }, [room, timeline.messages]);

  const goToEnd = () => {
    room?.loadLatest();
    anchor?.follow();
    // The button goes; the keyboard should not be left nowhere.
    scroller.current!.focus({ preventScroll: true });
  };
  return { scroller, content, following, goToEnd };
}

function loadNear(room: RoomState, { scrollTop, scrollHeight, clientHeight }: HTMLElement): void {
  const range = scrollHeight - clientHeight;
  // Never near to both ends at once: what one load cuts off, the other would bring back, for ever.
  const near = Math.min(LOAD_WITHIN * clientHeight, range / 4);
  const isUnfilled = range < clientHeight / 2 && !room.timeline.peek().hasNewer;
  if (scrollTop < near || isUnfilled) room.loadOlder();
  if (range - scrollTop < near) room.loadNewer();
}

interface LogRowProps {
  row: Row;
  me: string;
  room: RoomState | null;
  clock: ClockStyle;
  now: number;
}

function LogRow({ row, me, room, clock, now }: LogRowProps) {
  switch (row.kind) {
    case "day":
      return <DayDivider rowKey={row.key} label={dayText(row.at, { ...clock, now })} />;
    case "new":
      return <NewDivider rowKey={row.key} />;
    case "notice":
      return (
        <PresenceNotice
          rowKey={row.key}
          joined={row.notice.joined.map((user) => user.name)}
          left={row.notice.left.map((user) => user.name)}
        />
      );
    case "message":
    case "pending":
      return (
        <MessageRow
          rowKey={row.key}
          message={row.message}
          author={row.kind === "message" ? row.message.user.name : me}
          first={row.first}
          clock={clock}
          room={row.kind === "pending" ? room : null}
        />
      );
  }
}

type MessageRowProps = {
  rowKey: string;
  message: Extract<Row, { kind: "message" | "pending" }>["message"];
  author: string;
  first: boolean;
  clock: ClockStyle;
  room: RoomState | null;
};

/** One component for a message before and after the server has confirmed it, so that its element stays. */
const MessageRow = memo(function (props: MessageRowProps) {
  const { rowKey, message, author, first, clock, room } = props;
  const pending = "failure" in message ? message : null;
  const posted = "seq" in message ? message : null;
  return (
    <Message
      rowKey={rowKey}
      author={author}
      text={message.text}
      at={message.at}
      time={timeText(message.at, clock)}
      fullTime={fullText(message.at, clock)}
      first={first}
      state={pending
        ? (pending.failure === null ? "pending" : "failed")
        : posted?.deletedAt
        ? "deleted"
        : undefined}
      edited={posted?.editedAt !== undefined}
    >
      {pending && (
        <PendingState
          failure={pending.failure}
          onRetry={() => room?.retry(pending.id)}
          onDiscard={() => room?.discard(pending.id)}
        />
      )}
    </Message>
  );
});

/** The reader's clock: as the server knew it, then as the browser does. */
function useReaderClock(props: MessageLogProps): { clock: ClockStyle; now: number } {
  const { locale } = props.clock;
  const [timeZone, setTimeZone] = useState(props.clock.timeZone ?? "UTC");
  const [now, setNow] = useState(props.now);
  useEffect(() => {
    setTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone);
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return { clock: useMemo(() => ({ locale, timeZone }), [locale, timeZone]), now };
}
