import type { Browser } from "../../client/browser.ts";
import { LocalChat } from "../../client/chat.ts";
import { systemClock } from "../../client/clock.ts";
import type { WireSocket } from "../../client/connection/socket.ts";
import { newId } from "../../client/new_id.ts";
import { memoryStore } from "../../client/outgoing/outgoing_store.ts";
import type { Seed } from "../../client/types.ts";
import { roomPath } from "../../protocol/paths.ts";
import type { Connector } from "../connection/connector.ts";
import type { ExitCode } from "../exit.ts";
import type { Style } from "../style.ts";
import { ChatScreen } from "./chat_screen.ts";

/** Talks in a terminal until the person leaves. The logic is the browser's own ({@link LocalChat}); what a page has in
 *  its HTML is asked for on the first connection.
 *  @throws {Failure} when it cannot be begun */
export async function runChat(
  connector: Connector,
  { room, style }: { room: string; style: Style },
): Promise<ExitCode> {
  const { me, welcome } = await connector.enter();
  const { rooms } = await connector.ask<"room.list">("room.list", {});
  const joined = await connector.ask<"room.join">("room.join", { room });
  const { room: info, users: people, manager, maker } = joined;
  const server = "Confab";
  const seed: Seed = { server, me, rooms, room: info, page: joined, people, manager, maker };
  const chat = new LocalChat(seed, terminalBrowser(room, () => connector.open()));
  chat.start();
  try {
    const refusal = () => connector.refusal;
    return await new ChatScreen({ chat, me, limits: welcome.limits, style, refusal }).run();
  } finally {
    chat.stop();
    await connector.leave();
  }
}

/** What the chat needs of a browser, in a terminal: always in sight, with one room at a time and nothing kept on disk.
 *  What waits to be sent lives as long as the program, which says so before it ends. */
function terminalBrowser(room: string, openSocket: () => WireSocket): Browser {
  return {
    clock: systemClock,
    random: Math.random,
    newId,
    openSocket,
    storage: null,
    outgoingStore: memoryStore(),
    locks: null,
    isVisible: () => true,
    path: () => roomPath(room),
    pushPath() {},
    setTitle() {},
    setLook() {},
    noteRoom() {},
    leave() {},
    listen() {},
  };
}
