import type { ComponentProps } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { buildRows, type Row } from "../client/log/rows.ts";
import { fromSnapshot } from "../client/log/timeline.ts";
import {
  conflictOf,
  failureOf,
  type OutgoingItem,
  textOf,
} from "../client/outgoing/outgoing_item.ts";
import type { Chat, Editing, RoomState, Timeline } from "../client/types.ts";
import { useChat } from "../client/view/use_chat.ts";
import { useDown } from "../client/view/use_down.ts";
import { type Act, type MessageMenu, useMessageMenus } from "../client/view/use_message_menus.ts";
import { useReaderClock } from "../client/view/use_reader_clock.ts";
import { useScroll } from "../client/view/use_scroll.ts";
import { focusComposer } from "../components/message/composing.ts";
import { copyOnClick } from "../components/message/copy_code.ts";
import { type Fresh, freshRows } from "../components/message/fresh_rows.ts";
import { Divider } from "../components/message/Divider.tsx";
import { EditMessage } from "../components/message/EditMessage.tsx";
import { JumpButton } from "../components/message/JumpButton.tsx";
import { LogTop, type ShownRoom } from "../components/message/LogTop.tsx";
import { Message } from "../components/message/Message.tsx";
import { MessageActions } from "../components/message/MessageActions.tsx";
import { PendingState } from "../components/message/PendingState.tsx";
import { PresenceNotice } from "../components/message/PresenceNotice.tsx";
import { WayBack } from "../components/message/WayBack.tsx";
import { unlessCached } from "../components/ui/cached_markup.ts";
import { memo } from "../components/ui/memo.ts";
import { onDemand, provideOnDemand } from "../bundles/on_demand.ts";
import "../bundles/shared_chunk.ts";
import {
  dateBesideDay,
  dateTimeText,
  dayOf,
  dayText,
  fullText,
  type ReaderClock,
  timeText,
} from "../protocol/clock_text.ts";
import type { Account, Message as PostedMessage, User } from "../protocol/entities.ts";
import { namesakes, nameTag } from "../protocol/namesakes.ts";
import { type PackedPage, unpackPage } from "../protocol/packed_page.ts";
import { HOME_ROOM } from "../protocol/paths.ts";
import { isReservedId } from "../protocol/reserved_id.ts";

/** Nothing that differs from reader to reader, so that one rendering on the server serves many. */
interface MessageLogProps {
  room: ShownRoom;
  page: PackedPage;
  /** What of it the reader has not read; absent: nothing. */
  unread?: UnreadStretch;
  clock: ReaderClock;
  /** The server's time, in milliseconds since the epoch; any of the same day will do. */
  now: number;
  /** Longest text of a message, in UTF-8 bytes. */
  messageBytes: number;
  /** What stands at the beginning of the first room for a new server's owner, as markup: it does nothing here. */
  firstRun?: string;
}

/** Messages by their seqs: the first that is unread, which is another's, and the reader's own next one, if there is one. */
export interface UnreadStretch {
  from: number;
  until?: number;
}

const NOTHING: readonly OutgoingItem[] = [];
/** The reader, until it is known who that is. */
const NOBODY: Account = { id: "", name: "", role: "guest" };

export default unlessCached(MessageLog);

/** The open room's messages. */
function MessageLog(props: MessageLogProps) {
  const page = useMemo(() => unpackPage(props.page), []);
  const chat = useChat({ page });
  const me = chat?.me.value ?? NOBODY;
  const room = chat?.room.value ?? null;
  const { clock, now } = useReaderClock(props, chat?.settings.value);
  const fromPage = useMemo(() => fromSnapshot(page), []);
  const timeline = room?.timeline.value ?? fromPage;
  const pending = room?.pending.value ?? NOTHING;
  const unread = room ? null : props.unread;
  const dividerAfter = room ? room.dividerAfter.value : unread ? unread.from - 1 : null;
  const rows = useMemo(
    () => buildRows(timeline, { me: me.id, pending, dividerAfter, timeZone: clock.timeZone }),
    [timeline, pending, dividerAfter, clock],
  );
  const isOwn = (message: PostedMessage) =>
    unread ? message.seq === unread.until : message.user.id === me.id;
  const fresh = useMemo(() => freshRows(rows, isOwn), [rows, me.id]);
  const { scroller, content, standing, goToEnd, goBack } = useScroll(room, timeline);
  const ofPage = useMemo(() => namesakes(page.messages.map(({ user }) => user)), []);
  const sameNames = room?.namesakes.value ?? ofPage;
  const info = room?.info.value ?? props.room;
  const isDown = useDown(chat);
  const reach = reachOf(room, { timeline, pending, isDown });
  const problem = room?.problem.value ?? null;
  const menus = useMessageMenus({
    me,
    room,
    rows,
    content,
    messageBytes: props.messageBytes,
    focusComposer,
    showDirect: (user) => chat!.show({ kind: "direct", people: [user] }),
  });

  const RoomProblem = onDemand.value?.RoomProblem;
  useEffect(() => {
    if (problem && !isDown) void provideOnDemand();
  }, [problem, isDown]);

  const createRoom = async () => {
    const outcome = await chat!.createMissing();
    // The button goes; the keyboard should not be left nowhere.
    if (outcome.ok) focusComposer();
    return outcome;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.target !== scroller.current) return;
    event.preventDefault();
    room?.markRead();
  };

  return (
    <div class="log-frame">
      <div
        ref={scroller}
        class="log"
        role="log"
        aria-label={`Messages in ${info.title}`}
        aria-live="polite"
        // What is loaded from the past is not news.
        aria-busy={room !== null && room.loading.value !== null}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div ref={content} class="log-rows" onClickCapture={copyOnClick} {...menus.handlers}>
          <LogTop
            reach={reach}
            room={info}
            firstRun={room === null || room.id === HOME_ROOM ? props.firstRun : undefined}
            live={chat && room && reach === "empty"
              ? {
                me,
                people: room.people.online.value,
                manages: room.settings.manages.value,
                onDetails: () => chat.show({ kind: "room" }),
              }
              : null}
          />
          {rows.map((row) => (
            <LogRow
              key={row.key}
              row={row}
              me={me}
              namesakes={sameNames}
              room={room}
              clock={clock}
              now={now}
              fresh={fresh.get(row.key)}
              {...menus.of(row)}
            />
          ))}
          {problem && RoomProblem && (
            <RoomProblem
              key={room!.id}
              problem={problem}
              onCreate={isReservedId(room!.id) ? undefined : createRoom}
              onAway={() => chat!.openAnother()}
            />
          )}
        </div>
      </div>
      {chat && room && standing === "within" && (
        <Jump chat={chat} room={room} clock={clock} now={now} onClick={goToEnd} />
      )}
      {room && room.hasPassedOver.value && standing !== "landing" && (
        <WayBack
          onClick={goBack}
          onDismiss={() => room.dropWayBack()}
        />
      )}
    </div>
  );
}

/** How far the log goes, for what stands above it. */
function reachOf(
  room: RoomState | null,
  { timeline, pending, isDown }: {
    timeline: Timeline;
    pending: readonly OutgoingItem[];
    isDown: boolean;
  },
): ComponentProps<typeof LogTop>["reach"] {
  const hasProblem = room !== null && room.problem.value !== null;
  if (room && !room.ready.value) return hasProblem ? null : isDown ? "offline" : "loading";
  if (timeline.hasOlder) return "older";
  if (timeline.messages.length + pending.length > 0) return "all";
  return hasProblem ? null : "empty";
}

/** Apart from the log, which need not be rendered anew for what happens in other rooms. */
function Jump({ chat, room, clock, now, onClick }: {
  chat: Chat;
  room: RoomState;
  clock: ReaderClock;
  now: number;
  onClick: () => void;
}) {
  const summary = chat.rooms.value.find((one) => one.id === room.id);
  const since = room.unreadSince.value;
  const isToday = since !== null && dayOf(since, clock.timeZone) === dayOf(now, clock.timeZone);
  const sinceText = since === null ? "" : (isToday ? timeText : dateTimeText)(since, clock);
  return <JumpButton unread={summary?.unread ?? 0} since={sinceText} onClick={onClick} />;
}

interface LogRowProps {
  row: Row;
  me: User;
  /** Ids; see `nameTag`. */
  namesakes: ReadonlySet<string>;
  room: RoomState | null;
  clock: ReaderClock;
  now: number;
  /** Where it stands beside the bracket; undefined: not beside it. */
  fresh: Fresh | undefined;
  /** What can be done with it, where that is to be offered now. */
  menu: MessageMenu | null;
  pinned: boolean;
  /** Whether it is being rewritten. */
  editing: Editing | null;
  act: Act;
}

function LogRow({ row, me, namesakes, room, clock, now, ...rest }: LogRowProps) {
  const nameOf = (user: User) => `${user.name} ${nameTag(user, namesakes)}`.trimEnd();
  switch (row.kind) {
    case "day":
      return (
        <Divider
          kind="day"
          rowKey={row.key}
          text={dayText(row.at, { ...clock, now })}
          date={dateBesideDay(row.at, { ...clock, now })}
          fresh={rest.fresh}
        />
      );
    case "new":
      return <Divider kind="new" rowKey={row.key} text="New" />;
    case "notice":
      return (
        <PresenceNotice
          rowKey={row.key}
          joined={row.notice.joined.map(nameOf)}
          left={row.notice.left.map(nameOf)}
          fresh={rest.fresh}
        />
      );
    case "message":
    case "pending": {
      const posted = row.kind === "message" ? row.message : null;
      const pending = row.kind === "pending" ? row.item : row.change;
      const author = posted ? posted.user : me;
      return (
        <MessageRow
          rowKey={row.key}
          posted={posted}
          pending={pending}
          author={author}
          tag={nameTag(author, namesakes)}
          first={row.first}
          clock={clock}
          room={pending ? room : null}
          {...rest}
        />
      );
    }
  }
}

type MessageRowProps =
  & Pick<LogRowProps, "clock" | "room" | "fresh" | "menu" | "pinned" | "editing" | "act">
  & {
    rowKey: string;
    /** As it stands in the log; null while it does not. */
    posted: PostedMessage | null;
    /** What is on its way: the message, or a change to it. */
    pending: OutgoingItem | null;
    author: User;
    /** Tells them from others of their name; may be empty. */
    tag: string;
    first: boolean;
  };

/** One component for a message before and after the server has confirmed it, so that its element stays. */
const MessageRow = memo(function (props: MessageRowProps) {
  const { rowKey, posted, pending, author, first, clock, room, menu, pinned, editing, act } = props;
  const isGoing = pending?.change.kind === "delete";
  const { at } = posted ?? pending!;
  return (
    <Message
      rowKey={rowKey}
      author={author}
      tag={props.tag}
      text={pending && !isGoing ? textOf(pending) : posted!.text}
      at={at}
      time={timeText(at, clock)}
      fullTime={fullText(at, clock)}
      first={first}
      state={stateOf(posted, pending)}
      edited={posted?.editedAt !== undefined && !pending}
      editor={editing && (
        <EditMessage
          text={editing.text}
          messageBytes={act.messageBytes}
          onInput={(text) => editing.text = text}
          onDone={act.finish}
        />
      )}
      actions={menu && posted && !editing && (
        <MessageActions
          author={author.name}
          onEdit={menu.edit ? () => act.edit(posted, rowKey) : undefined}
          onDelete={menu.delete ? () => act.delete(posted) : undefined}
          onDirect={menu.direct ? () => act.direct(posted) : undefined}
          onUnread={menu.unread ? () => act.unread(posted) : undefined}
          onMove={(step) => act.move(rowKey, step)}
          onEscape={focusComposer}
        />
      )}
      pinned={pinned}
      fresh={props.fresh}
    >
      {pending && (
        <PendingState
          what={pending.change.kind}
          failure={failureOf(pending)}
          current={conflictOf(pending)?.text}
          onRetry={() => room?.retry(pending.id)}
          onDiscard={() => room?.discard(pending.id)}
        />
      )}
    </Message>
  );
});

function stateOf(posted: PostedMessage | null, pending: OutgoingItem | null) {
  if (pending?.state.status === "refused") return "failed";
  if (pending) return pending.change.kind === "delete" ? "going" : "pending";
  return posted?.deletedAt !== undefined ? "deleted" : undefined;
}
