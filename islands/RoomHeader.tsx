import { useEffect, useState } from "preact/hooks";
import type { Chat, OpenDialog } from "../client/types.ts";
import { useBack } from "../client/view/use_back.ts";
import { useChat } from "../client/view/use_chat.ts";
import { useDown } from "../client/view/use_down.ts";
import { usePeople } from "../client/view/use_people.ts";
import { isLooseCharacter } from "../components/message/composing.ts";
import { hereText, otherOf } from "../components/people/here_text.ts";
import { foldPeople, isPeopleFolded } from "../components/people/people_fold.ts";
import { PeoplePanel } from "../components/people/PeoplePanel.tsx";
import { RoomNav } from "../components/room/RoomNav.tsx";
import { unlessCached } from "../components/ui/cached_markup.ts";
import { Drawer } from "../components/ui/Drawer.tsx";
import { Icon } from "../components/ui/Icon.tsx";
import { onDemand, provideOnDemand } from "../bundles/on_demand.ts";
import "../bundles/shared_chunk.ts";
import type { RoomInfo, User } from "../protocol/entities.ts";
import { hasAccount } from "../protocol/roles.ts";

/** `finding`: it was opened to find a room. */
type OpenDrawer = { kind: "rooms"; finding?: boolean } | { kind: "people" };

interface RoomHeaderProps {
  room: RoomInfo;
  /** Whether the reader made it. */
  maker: boolean;
  /** The reader's user id, of a direct conversation. */
  me?: string;
  /** The server's time, in milliseconds since the epoch, likewise. */
  now?: number;
}

export default unlessCached(RoomHeader);

/** The open room's title, and buttons for what has no column of its own on a narrow screen. */
function RoomHeader(props: RoomHeaderProps) {
  const chat = useChat({ room: props.room, maker: props.maker });
  const [drawer, setDrawer] = useState<OpenDrawer | null>(null);
  const [folded, setFolded] = useState(false);
  useEffect(() => setFolded(isPeopleFolded()), []);

  const state = chat?.room.value;
  const info = state?.info.value ?? props.room;
  const { title, topic } = info;
  const isGone = state ? state.problem.value !== null : false;
  const isReady = state?.ready.value || isGone;
  const me = chat?.me.value.id ?? props.me ?? "";
  const here = hereText(info, { me, now: useMinute(props.now) });
  const isAway = otherOf(info, me)?.online === false;
  const isDown = useDown(chat);
  // Who is in a room that was never loaded is not known without a connection.
  const isKnown = isReady || !isDown;
  const elsewhere = chat?.rooms.value.some((room) => room.unread > 0 && room.id !== state?.id);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isFindKey(event)) {
        event.preventDefault();
        if (!focusFindField()) setDrawer({ kind: "rooms", finding: true });
        return;
      }
      if (event.key !== "?" || !isLooseCharacter(event)) return;
      event.preventDefault();
      chat?.show({ kind: "shortcuts" });
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [chat]);

  const close = () => setDrawer(null);
  const dialog = chat?.dialog.value ?? null;
  useBack(drawer !== null || dialog !== null, () => {
    close();
    chat!.show(null);
  });
  const showDirect = (people: readonly User[]) => {
    close();
    chat?.show({ kind: "direct", people });
  };

  return (
    <header class="room-header beside-scrollbar">
      <div class="column">
        <button
          type="button"
          class="icon-button open-rooms"
          aria-label={elsewhere ? "Rooms, some unread" : "Rooms"}
          data-unread={elsewhere || undefined}
          onClick={() => setDrawer({ kind: "rooms" })}
        >
          <Icon name="menu" size={20} />
        </button>
        <div class="room-names">
          <h1 class="room-title" dir="auto">{title}</h1>
          {info.kind === "private" && <Icon name="lock" />}
          {info.archived && <span class="badge">Archived</span>}
          {topic && <p class="room-topic" dir="auto" title={topic}>{topic}</p>}
          {isKnown && (
            <>
              <button
                type="button"
                class="room-here open-people"
                aria-label={`People: ${here}`}
                onClick={() => setDrawer({ kind: "people" })}
              >
                <span class="dot" data-off={isAway || undefined} />
                {here}
              </button>
              <button
                type="button"
                class="room-here fold-people"
                aria-label={`People: ${here}`}
                aria-expanded={!folded}
                title={folded ? "Show people" : "Hide people"}
                onClick={() => setFolded(foldPeople(!folded))}
              >
                <span class="dot" data-off={isAway || undefined} />
                {here}
              </button>
            </>
          )}
        </div>
        {!isGone && (
          <button
            type="button"
            class="icon-button"
            aria-label="Room details"
            title="Room details"
            onClick={() => chat?.show({ kind: "room" })}
          >
            <Icon name="info" />
          </button>
        )}
      </div>
      {chat && dialog && <Dialog chat={chat} dialog={dialog} />}
      {chat && state && drawer?.kind === "rooms" && (
        <Drawer label="Rooms" side="start" onClose={close}>
          <RoomNav
            server={chat.server}
            me={chat.me.value}
            rooms={chat.rooms.value}
            current={state.id}
            onOpen={(id) => {
              close();
              chat.open(id);
            }}
            onCreate={async (title, options) => {
              const outcome = await chat.createRoom(title, options);
              if (outcome.ok) {
                close();
              }
              return outcome;
            }}
            onSearch={(query) =>
              chat.searchRooms(query)}
            finding={drawer.finding}
            countUnsent={() =>
              chat.countUnsent()}
            onDirect={() =>
              showDirect([])}
            onShortcuts={() => {
              close();
              chat.show({ kind: "shortcuts" });
            }}
            onClose={close}
          />
        </Drawer>
      )}
      {chat && state && drawer?.kind === "people" && (
        <Drawer label="People" side="end" onClose={close}>
          <PeopleDrawer
            chat={chat}
            onDirect={hasAccount(chat.me.value)
              ? (user) =>
                showDirect([user])
              : undefined}
            onClose={close}
          />
        </Drawer>
      )}
    </header>
  );
}

/** The time, kept to the minute.
 *  @param first what it is at first: the server's */
function useMinute(first = 0): number {
  const [now, setNow] = useState(first);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Ctrl K, or ⌘ K. */
function isFindKey({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key === "k" && ctrlKey !== metaKey;
}

/** Focuses the field above the rooms. False where it is not to be seen. */
function focusFindField(): boolean {
  const field = document.querySelector<HTMLInputElement>(".find > input")!;
  field.focus();
  field.select();
  return field === document.activeElement;
}

function PeopleDrawer({ chat, ...rest }: {
  chat: Chat;
  onDirect?: (user: User) => void;
  onClose: () => void;
}) {
  return <PeoplePanel me={chat.me.value.id} {...usePeople(chat)!} {...rest} />;
}

/** The dialog over the page, whichever part of it asked for it. */
function Dialog({ chat, dialog }: { chat: Chat; dialog: OpenDialog }) {
  useEffect(() => void provideDialogs(chat), []);
  const ChatDialog = onDemand.value?.ChatDialog;
  return ChatDialog ? <ChatDialog chat={chat} dialog={dialog} /> : null;
}

async function provideDialogs(chat: Chat): Promise<void> {
  if (await provideOnDemand()) return;
  chat.show(null);
  // The server has a newer page than this one; offline it would only be lost.
  if (chat.connection.peek().status === "online") location.reload();
}
