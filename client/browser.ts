import { PROTOCOL } from "../protocol/events.ts";
import { LAST_ROOM_COOKIE } from "../protocol/paths.ts";
import type { Settings } from "../protocol/settings.ts";
import { type ClientClock, systemClock } from "./clock.ts";
import type { WireSocket } from "./connection/socket.ts";
import { newId } from "./new_id.ts";
import { indexedDbStore } from "./outgoing/indexed_db_store.ts";
import type { OutgoingStore } from "./outgoing/outgoing_store.ts";
import type { TabLocks } from "./outgoing/tab_share.ts";
import type { KeyValueStorage } from "./personal_storage.ts";
import { pushPath, startHistory, wentInHistory } from "./view/page_history.ts";

/** What the chat needs of the browser, injected so that it runs without one. */
export interface Browser {
  clock: ClientClock;
  /** From 0 to just under 1. */
  random(): number;
  /** A new unique id that is a valid client id. */
  newId(): string;
  openSocket(): WireSocket;
  /** Null when forbidden. */
  storage: KeyValueStorage | null;
  outgoingStore: OutgoingStore;
  /** Null where there are none. */
  locks: TabLocks | null;
  isVisible(): boolean;
  /** The path of the page, as in "/rooms/general". */
  path(): string;
  pushPath(path: string): void;
  setTitle(title: string): void;
  /** Makes the page look as somebody has chosen. */
  setLook(settings: Settings): void | Promise<void>;
  /** Notes which room is open, by its id: the way back to the chat leads there. */
  noteRoom(id: string): void;
  /** Leaves the chat for the page by which people come in. */
  leave(): void;
  listen(events: BrowserEvents): void;
}

export interface BrowserEvents {
  /** The browser has no network any more, as far as it knows. */
  offline(): void;
  /** The tab came to the front, the network came back, or the page came out of a cache. */
  woke(): void;
  /** The tab went to the back, perhaps for good. */
  hidden(): void;
  /** Back or forward: the path is another one. */
  navigated(): void;
  /** Another tab wrote to storage. */
  stored(key: string | null, value: string | null): void;
}

/** The browser this runs in. */
export function thisBrowser(): Browser {
  return {
    clock: systemClock,
    random: Math.random,
    newId,
    openSocket: () => new WebSocket(socketUrl(), PROTOCOL),
    storage: localStorageOrNull(),
    outgoingStore: indexedDbStore(),
    // Missing on plain http, except on localhost.
    locks: navigator.locks ?? null,
    isVisible: () => document.visibilityState === "visible",
    path: () => location.pathname,
    pushPath,
    setTitle: (title) => document.title = title,
    async setLook(settings) {
      // Few ever choose: the page comes without it.
      (await import("./view/look.ts")).setLook(settings);
    },
    noteRoom,
    leave: () => location.replace("/"),
    listen,
  };
}

function listen(events: BrowserEvents): void {
  addEventListener("online", () => events.woke());
  addEventListener("offline", () => events.offline());
  addEventListener("pageshow", (event) => event.persisted && events.woke());
  addEventListener("pagehide", () => events.hidden());
  // Rooms are opened in place, also on the way back.
  startHistory();
  addEventListener("popstate", () => {
    wentInHistory();
    events.navigated();
  });
  addEventListener("storage", (event) => events.stored(event.key, event.newValue));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") events.woke();
    else events.hidden();
  });
}

function noteRoom(id: string): void {
  document.cookie = `${LAST_ROOM_COOKIE}=${id};path=/;max-age=31536000;samesite=lax`;
}

function socketUrl(): string {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}/ws`;
}

function localStorageOrNull(): Storage | null {
  try {
    // The very access throws where cookies are blocked.
    return globalThis.localStorage;
  } catch {
    return null;
  }
}
