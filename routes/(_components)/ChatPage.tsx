import { Head } from "fresh/runtime";
import type { Seed } from "../../client/types.ts";
import Composer from "../../islands/Composer.tsx";
import ConnectionStatus from "../../islands/ConnectionStatus.tsx";
import MessageLog from "../../islands/MessageLog.tsx";
import OnlineUsers from "../../islands/OnlineUsers.tsx";
import RoomHeader from "../../islands/RoomHeader.tsx";
import RoomList from "../../islands/RoomList.tsx";
import { asShownTo } from "../../protocol/room_title.ts";

interface ChatPageProps {
  seed: Seed;
  /** How the reader writes times. `timeZone` null: not known yet. */
  clock: { locale: string; timeZone: string | null };
  /** Longest text of a message, in UTF-8 bytes. */
  messageBytes: number;
}

/** Runs while the page is still being read, so that it is first seen at the newest message. */
const SHOW_NEWEST =
  "{const log=document.querySelector('[role=log]');log.scrollTop=log.scrollHeight}";

/** An open room between the list of rooms and the people in it. Reads without scripts; the islands take
 *  over where they stand. Only the log carries messages, so that they are in the page once. */
export function ChatPage({ seed, clock, messageBytes }: ChatPageProps) {
  const { me, page, people } = seed;
  const rooms = seed.rooms.map((room) => asShownTo(me.id, room));
  const room = asShownTo(me.id, seed.room);
  return (
    <div class="app">
      <Head>
        <title>{`${room.title} · Confab`}</title>
      </Head>
      <a class="visually-hidden skip-link" href="#composer">Skip to writing</a>
      <RoomList me={me} rooms={rooms} current={room.id} />
      <main class="room">
        <RoomHeader room={room} />
        <ConnectionStatus />
        <MessageLog
          me={me}
          room={room}
          page={page}
          clock={clock}
          now={Date.now()}
          messageBytes={messageBytes}
        />
        <Composer me={me} room={room} messageBytes={messageBytes} />
        <noscript>
          <p class="no-script">Turn on JavaScript to write here.</p>
        </noscript>
        <script dangerouslySetInnerHTML={{ __html: SHOW_NEWEST }} />
      </main>
      <OnlineUsers me={me} people={people} />
    </div>
  );
}
