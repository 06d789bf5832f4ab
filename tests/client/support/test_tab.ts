import type { Browser, BrowserEvents } from "../../../client/browser.ts";
import { LocalChat } from "../../../client/chat.ts";
import { memoryStore, type OutgoingStore } from "../../../client/outgoing/outgoing_store.ts";
import type { Seed } from "../../../client/types.ts";
import type { Account } from "../../../protocol/entities.ts";
import type { ServerEvent } from "../../../protocol/events.ts";
import type { Settings } from "../../../protocol/settings.ts";
import { withMark } from "../../../hub/rooms/room_listing.ts";
import { FakeLocks } from "./fake_locks.ts";
import { FakeStorage } from "./fake_storage.ts";
import { ANN } from "./log_model.ts";
import { MemorySocket, type Network } from "./memory_socket.ts";
import type { TestServer } from "./test_server.ts";

/** What the tabs of one browser share. */
export interface Profile {
  storage: FakeStorage;
  outgoingStore: OutgoingStore;
  locks: FakeLocks | null;
}

/** @param locks null as on plain http */
export function newProfile(locks: FakeLocks | null = new FakeLocks()): Profile {
  return { storage: new FakeStorage(), outgoingStore: memoryStore(), locks };
}

let tabs = 0;

/** A tab of a browser whose network, clock and address bar the test holds, with a page of a real hub. */
export class TestTab implements Browser {
  readonly random = () => 0.5;
  readonly storage: FakeStorage;
  readonly outgoingStore: OutgoingStore;
  readonly locks;
  readonly network: Network = { toServer: true, toClient: true };
  title = "";
  /** As it was told to look; null: as it came. */
  look: Settings | null = null;
  /** Whether it shows the chat no more. */
  hasLeft = false;
  visible = true;
  events!: BrowserEvents;
  readonly sockets: MemorySocket[] = [];
  /** The paths that back leads through, the current one last. */
  readonly history: string[] = [];
  /** Where its connections lead. */
  server: TestServer;
  readonly #user: Account;
  readonly #profile: Profile;
  readonly #name = `tab${++tabs}`;
  #ids = 0;

  constructor(server: TestServer, { profile = newProfile(), user = ANN } = {}) {
    this.server = server;
    this.#user = user;
    this.#profile = profile;
    this.storage = profile.storage;
    this.outgoingStore = profile.outgoingStore;
    this.locks = profile.locks?.ofTab(this.#name) ?? null;
  }

  get clock() {
    return this.server.clock;
  }

  newId = () => `${this.#name}-${++this.#ids}`;
  isVisible = () => this.visible;
  path = () => this.history.at(-1)!;
  pushPath = (path: string) => void this.history.push(path);
  noteRoom = () => {};
  setTitle = (title: string) => void (this.title = title);
  setLook = (settings: Settings) => void (this.look = settings);
  leave = () => void (this.hasLeft = true);
  listen = (events: BrowserEvents) => void (this.events = events);

  openSocket(): MemorySocket {
    const { network, server: { hub, traffic } } = this;
    this.sockets.push(new MemorySocket(hub, this.#user, { network, traffic }));
    return this.sockets.at(-1)!;
  }

  back(): void {
    this.history.pop();
    this.events.navigated();
  }

  /** Frames get through, or are lost without a word; new connections do not come about meanwhile. */
  setOnline(isOnline: boolean): void {
    this.network.toServer = this.network.toClient = isOnline;
  }

  /** The connection breaks. */
  disconnect(code = 1006): void {
    this.sockets.at(-1)!.die(code);
  }

  /** Something comes in that the hub did not say. */
  hear(event: ServerEvent): void {
    const data = JSON.stringify(event);
    this.sockets.at(-1)!.dispatchEvent(new MessageEvent("message", { data }));
  }

  /** The tab is gone without a word. */
  crash(chat: LocalChat): void {
    this.disconnect();
    this.setOnline(false);
    this.#profile.locks?.release(this.#name);
    chat.stop();
  }

  /** What the server puts into the page of a room. */
  async seed(room = "general"): Promise<Seed> {
    const { hub } = this.server;
    const infos = hub.listing.list(this.#user).map(({ info }) => info);
    const marks = await hub.listing.marksOf(this.#user, infos.map(({ id }) => id));
    const view = (await hub.listing.view(room, this.#user, { mark: marks.get(room) }))!;
    const rooms = infos.map((info) => withMark(info, marks.get(info.id)));
    return { ...view, server: "Confab", me: this.#user, rooms };
  }

  /** Brings a page to life. */
  start(seed: Seed): LocalChat {
    this.history.push(`/rooms/${seed.room.id}`);
    const chat = new LocalChat(seed, this);
    chat.start();
    return chat;
  }

  /** The page of a room as the server renders it now, brought to life and connected. */
  async open(room = "general"): Promise<LocalChat> {
    const chat = this.start(await this.seed(room));
    await this.server.settle();
    return chat;
  }
}
