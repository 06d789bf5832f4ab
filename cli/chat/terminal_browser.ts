import type { Browser } from "../../client/browser.ts";
import { systemClock } from "../../client/clock.ts";
import { newId } from "../../client/new_id.ts";
import { memoryStore } from "../../client/outgoing/outgoing_store.ts";
import type { WireSocket } from "../../client/connection/socket.ts";

/** What the chat needs of a browser, in a terminal: always in sight, with one room at a time and nothing kept on disk.
 *  What waits to be sent lives as long as the program, which says so before it ends. */
export function terminalBrowser(room: string, openSocket: () => WireSocket): Browser {
  return {
    clock: systemClock,
    random: Math.random,
    newId,
    openSocket,
    storage: null,
    outgoingStore: memoryStore(),
    locks: null,
    isVisible: () => true,
    path: () => `/rooms/${room}`,
    pushPath() {},
    setTitle() {},
    listen() {},
  };
}
