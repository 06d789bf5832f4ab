import type { Browser, BrowserEvents } from "../../../client/browser.ts";
import { memoryStore, type OutgoingStore } from "../../../client/outgoing/outgoing_store.ts";
import type { Seed } from "../../../client/types.ts";
import { LocalChat } from "../../../client/chat.ts";
import type { Account } from "../../../protocol/entities.ts";
import { TestClock } from "../../support/test_clock.ts";
import type { ChatServer, Peer } from "./chat_server.ts";
import { FakeLocks } from "./fake_locks.ts";
import { FakeSocket, settle } from "./fake_socket.ts";
import { FakeStorage } from "./fake_storage.ts";
import { ANN } from "./log_model.ts";

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

/** A tab of a browser whose network, clock and address bar the test holds. */
export class FakeTab implements Browser {
  readonly clock = new TestClock();
  readonly random = () => 0.5;
  readonly storage: FakeStorage;
  readonly outgoingStore: OutgoingStore;
  readonly locks;
  title = "";
  visible = true;
  /** While false, connections neither open nor carry anything. */
  isOnline = true;
  events!: BrowserEvents;
  readonly sockets: FakeSocket[] = [];
  readonly #server: ChatServer;
  readonly #user: Account;
  readonly #profile: Profile;
  readonly #name = `tab${++tabs}`;
  /** The paths that back leads through, the current one last. */
  readonly history = ["/rooms/general"];
  /** The page that is open. */
  chat: LocalChat | null = null;
  #peer: Peer | null = null;
  #ids = 0;

  constructor(server: ChatServer, profile = newProfile(), user = ANN) {
    this.#server = server;
    this.#user = user;
    this.#profile = profile;
    this.storage = profile.storage;
    this.outgoingStore = profile.outgoingStore;
    this.locks = profile.locks?.ofTab(this.#name) ?? null;
  }

  newId = () => `${this.#name}-${++this.#ids}`;
  isVisible = () => this.visible;
  path = () => this.history.at(-1)!;
  pushPath = (path: string) => void this.history.push(path);
  setTitle = (title: string) => void (this.title = title);
  listen = (events: BrowserEvents) => void (this.events = events);

  back(): void {
    this.history.pop();
    this.events.navigated();
  }

  openSocket(): FakeSocket {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    if (!this.isOnline) return socket;
    queueMicrotask(() => {
      let peer: Peer | null = null;
      socket.send = (frame) => {
        if (this.isOnline) queueMicrotask(() => this.#server.receive(peer!, frame));
      };
      peer = this.#peer = this.#server.attach(this.#user, (...events) => {
        if (this.isOnline) socket.say(...events);
      });
    });
    return socket;
  }

  /** The connection breaks. */
  disconnect(code = 1006): void {
    if (this.#peer) this.#server.peers.delete(this.#peer);
    this.#peer = null;
    this.sockets.at(-1)!.die(code);
  }

  /** The tab is gone without a word. */
  crash(chat: LocalChat): void {
    this.isOnline = false;
    if (this.#peer) this.#server.peers.delete(this.#peer);
    this.#profile.locks?.release(this.#name);
    chat.stop();
  }

  /** The page as the server would render it now, brought to life. */
  async openPage(room = "general", pageSize = 50): Promise<LocalChat> {
    const seed: Seed = {
      me: this.#user,
      rooms: [...this.#server.logs.keys()].map((id) => this.#server.info(id)),
      room: this.#server.info(room),
      page: this.#server.log(room).snapshot(pageSize),
      people: this.#server.users(room),
    };
    const chat = this.chat = new LocalChat(seed, this);
    chat.start();
    await settle();
    return chat;
  }

  /** Lets time pass, and what it sets in motion run. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 50) {
      this.clock.advance(Math.min(50, left));
      await settle();
    }
  }
}
