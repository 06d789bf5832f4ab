import { useEffect, useState } from "preact/hooks";
import { useChat } from "../client/use_chat.ts";
import { Drawer } from "../components/Drawer.tsx";
import { Icon } from "../components/Icon.tsx";
import { foldPeople, isPeopleFolded } from "../components/people_fold.ts";
import { PeoplePanel } from "../components/PeoplePanel.tsx";
import { RoomNav } from "../components/RoomNav.tsx";
import type { RoomInfo } from "../protocol/entities.ts";

/** The open room's title, and the ways to what has no column of its own on a narrow screen. */
export default function RoomHeader(props: { room: RoomInfo }) {
  const chat = useChat({ room: props.room });
  const [drawer, setDrawer] = useState<"rooms" | "people" | null>(null);
  const [folded, setFolded] = useState(false);
  useEffect(() => setFolded(isPeopleFolded()), []);

  const state = chat?.room.value;
  const info = state?.info.value ?? props.room;
  const { title, topic } = info;
  const online = state?.ready.value ? state.people.value.length : info.online;
  const elsewhere = chat?.rooms.value.some((room) => room.unread > 0 && room.id !== state?.id);
  const close = () => setDrawer(null);

  return (
    <header class="room-header">
      <button
        type="button"
        class="icon-button open-rooms"
        aria-label={elsewhere ? "Rooms, some unread" : "Rooms"}
        data-unread={elsewhere || undefined}
        onClick={() => setDrawer("rooms")}
      >
        <Icon name="menu" size={20} />
      </button>
      <div class="room-names">
        <h1 class="room-title" dir="auto">{title}</h1>
        {topic && <p class="room-topic" dir="auto" title={topic}>{topic}</p>}
      </div>
      <button
        type="button"
        class="icon-button open-people"
        aria-label={`People: ${online}`}
        onClick={() => setDrawer("people")}
      >
        <Icon name="users" />
        {online}
      </button>
      <button
        type="button"
        class="icon-button fold-people"
        aria-label={`People: ${online}`}
        aria-expanded={!folded}
        title={folded ? "Show people" : "Hide people"}
        onClick={() => setFolded(foldPeople(!folded))}
      >
        <Icon name="users" />
        {online}
      </button>
      {chat && state && drawer === "rooms" && (
        <Drawer label="Rooms" side="start" onClose={close}>
          <RoomNav
            me={chat.me.value}
            rooms={chat.rooms.value}
            current={state.id}
            onOpen={(id) => {
              close();
              chat.open(id);
            }}
            onCreate={async (title) => {
              const outcome = await chat.createRoom(title);
              if (outcome.ok) close();
              return outcome;
            }}
            onClose={close}
          />
        </Drawer>
      )}
      {chat && state && drawer === "people" && (
        <Drawer label="People" side="end" onClose={close}>
          <PeoplePanel me={chat.me.value.id} people={state.people.value} onClose={close} />
        </Drawer>
      )}
    </header>
  );
}
