import { batch, effect, type ReadonlySignal, signal } from "@preact/signals";
import { SETTINGS_KEY, SIGNED_OUT_KEY } from "../protocol/browser_storage.ts";
import { type Account, publicUser, type RoomInfo, type User } from "../protocol/entities.ts";
import type { Outcome, Result } from "../protocol/errors.ts";
import type { WelcomeEvent } from "../protocol/events.ts";
import { COUNTED_UNREAD } from "../protocol/limits.ts";
import { roomOfPath, roomPath } from "../protocol/paths.ts";
import type { ClientRequest } from "../protocol/requests.ts";
import type { Settings } from "../protocol/settings.ts";
import { type Browser, thisBrowser } from "./browser.ts";
import { type Ask, localError } from "./connection/ask.ts";
import { ChatSocket, type PushedEvent } from "./connection/socket.ts";
import type { ReadingPlace } from "./log/landing.ts";
import { Outgoing } from "./outgoing/outgoing.ts";
import { isWaiting, type OutgoingItem } from "./outgoing/outgoing_item.ts";
import { PersonalStorage } from "./personal_storage.ts";
import { KeptWishes } from "./reading/kept_wishes.ts";
import { ReadMarks } from "./reading/read_marks.ts";
import { Drafts } from "./rooms/drafts.ts";
import { DELETED, type LocalRoom, LOST } from "./rooms/local_room.ts";
import { loadRooms } from "./rooms/load_rooms.ts";
import { RoomRequests } from "./rooms/room_requests.ts";
import { TabRooms } from "./rooms/tab_rooms.ts";
import type { Chat, ConnectionState, OpenDialog, RoomProblem, RoomSummary, Seed } from "./types.ts";

let theChat: LocalChat | null = null;

/** The tab's chat, made and connected at the first call; later seeds are not looked at. For the browser
 *  only: on the server module state is shared by all requests. */
export function getChat(seed: Seed): Chat {
  if (typeof document === "undefined") throw new TypeError("getChat is for the browser only");
  if (!theChat) {
    theChat = new LocalChat(seed, thisBrowser());
    theChat.start();
  }
  return theChat;
}

/** Why nothing is sent any more. The terms of the ban are told elsewhere. */
const BANNED = localError("banned", "You are banned from this server.").error;

/** The chat of one tab: one connection, the rooms, and the one that is open. */
export class LocalChat implements Chat {
  readonly server: string;
  readonly #browser: Browser;
  readonly #socket: ChatSocket;
  readonly #marks: ReadMarks;
  readonly #drafts: Drafts;
  readonly #places = new Map<string, ReadingPlace>();
  readonly #storage: PersonalStorage;
  readonly #outgoing: Outgoing;
  readonly #rooms: TabRooms;
  readonly #requests: RoomRequests;
  readonly #dialog = signal<OpenDialog | null>(null);
  readonly #settings = signal<Settings | null>(null);
  readonly #me;
  readonly #ask: Ask = (type, fields, apply) => this.#socket.request(type, fields, apply);

  constructor(seed: Seed, browser: Browser) {
    const { clock, random, locks, newId, isVisible } = browser;
    const userId = seed.me.id;
    const { values: storage, outgoing: outgoingStore } = this.#storage = new PersonalStorage(
      userId,
      browser,
    );
    const me = this.#me = signal(seed.me);
    const isConnected = () => this.#socket.welcome !== null;
    const marks = this.#marks = new ReadMarks({
      ask: this.#ask,
      kept: new KeptWishes(userId, { storage }),
      isConnected,
      clock,
      putBack: (room) => this.#rooms.get(room)?.holdUnread(),
    });
    marks.enter(seed.page.epoch);
    const drafts = this.#drafts = new Drafts(userId, { storage, clock });
    this.server = seed.server;
    this.#browser = browser;
    this.#socket = new ChatSocket(
      { open: () => browser.openSocket(), userId, clock, random },
      {
        opened: (welcome) => this.#opened(welcome),
        closed: () => {
          this.#rooms.each((room) => room.disconnected());
          this.#outgoing.pause();
        },
        received: (event) => this.#receive(event),
        replaced: () => this.#storage.seal(),
        probe: () => this.#rooms.current.peek().probe(),
      },
    );
    const outgoing = this.#outgoing = new Outgoing({
      userId,
      store: outgoingStore,
      locks,
      newId,
      ask: this.#ask,
      startFrame: () => this.#socket.startFrame(),
      clock,
      random,
      log: (room) => this.#rooms.get(room)?.timeline.peek() ?? null,
      acknowledged: (item, version) => this.#acknowledged(item, version),
    });
    const context = {
      me,
      ask: this.#ask,
      tell: (request: ClientRequest) => this.#socket.tell(request),
      isConnected,
      isVisible,
      marks,
      drafts,
      places: this.#places,
      outgoing,
      clock,
      random,
    };
    const dropped = (id: string) => outgoing.settle(id);
    this.#rooms = new TabRooms(seed, { me, marks, context, dropped });
    this.#requests = new RoomRequests({
      me,
      ask: this.#ask,
      current: () => this.room.peek(),
      learn: (room) => this.#rooms.learn(room),
      open: (id) => this.open(id),
      openAnother: () => this.openAnother(),
    });
  }

  get me(): ReadonlySignal<Account> {
    return this.#me;
  }

  get connection(): ReadonlySignal<ConnectionState> {
    return this.#socket.connection;
  }

  get settings(): ReadonlySignal<Settings | null> {
    return this.#settings;
  }

  async countUnsent(): Promise<number> {
    const own = this.#outgoing.items.peek().filter(isWaiting).map(({ id }) => id);
    // Where nothing can be kept, no other tab has kept anything.
    const kept = await this.#storage.outgoing.all(this.#me.peek().id).catch(() => []);
    return new Set([...own, ...kept.filter(isWaiting).map(({ id }) => id)]).size;
  }

  get rooms(): ReadonlySignal<readonly RoomSummary[]> {
    return this.#rooms.summaries;
  }

  get room(): ReadonlySignal<LocalRoom> {
    return this.#rooms.current;
  }

  get dialog(): ReadonlySignal<OpenDialog | null> {
    return this.#dialog;
  }

  show(dialog: OpenDialog | null): void {
    this.#dialog.value = dialog;
  }

  /** Connects, and follows what happens in the browser. Once. */
  start(): void {
    this.#browser.listen({
      woke: () => {
        this.room.peek().markShown();
        this.#socket.wake();
      },
      offline: () => this.#socket.doubt(),
      hidden: () => this.#flush(),
      navigated: () => {
        this.open(roomOfPath(this.#browser.path()) ?? this.#rooms.home, { push: false });
      },
      stored: (key, value) => {
        if (key === SIGNED_OUT_KEY) this.#leave();
        else if (key === SETTINGS_KEY && value !== null) void this.#readSettings(value);
      },
    });
    effect(() => {
      const connection = this.connection.value;
      if (connection.status === "ended" && connection.ban) {
        this.#outgoing.refuseAll(BANNED);
      }
    });
    effect(() => {
      if (this.#settings.value) this.#browser.setLook(this.#settings.value);
    });
    effect(() => this.#browser.noteRoom(this.room.value.id));
    effect(() => {
      const title = pageTitle(this.room.value.info.value, this.rooms.value);
      this.#browser.setTitle(`${title} · ${this.server}`);
    });
    this.#storage.removeOthers();
    this.#outgoing.adopt();
    this.#socket.start();
  }

  /** Disconnects for good. */
  stop(): void {
    this.#socket.stop();
    this.#flush();
  }

  open(roomId: string, options: { push?: boolean } = {}): void {
    const before = this.room.peek();
    if (before.id === roomId) {
      // It may have been made since it was not found.
      if (before.problem.peek()) before.open();
      return;
    }
    batch(() => {
      this.#rooms.open(roomId);
      this.#closeRoomDialog();
    });
    if (options.push !== false) this.#browser.pushPath(roomPath(roomId));
  }

  openAnother(): void {
    const next = this.#rooms.another();
    if (next !== undefined) this.open(next);
  }

  createRoom(title: string, options?: { private?: boolean }): Promise<Outcome> {
    return this.#requests.createRoom(title, options);
  }

  createMissing(): Promise<Outcome> {
    return this.#requests.createMissing();
  }

  openDirect(userIds: readonly string[]): Promise<Outcome> {
    return this.#requests.openDirect(userIds);
  }

  leaveForGood(): Promise<Outcome> {
    return this.#requests.leaveForGood();
  }

  deleteRoom(): Promise<Outcome> {
    return this.#requests.deleteRoom();
  }

  findRoom(idOrTitle: string): Promise<Result<RoomInfo | null>> {
    return this.#requests.findRoom(idOrTitle);
  }

  searchRooms(query: string): Promise<Result<{ rooms: RoomInfo[]; more: boolean }>> {
    return this.#requests.searchRooms(query);
  }

  findUsers(query: string): Promise<Result<User[]>> {
    return this.#requests.findUsers(query);
  }

  reconnectNow(): void {
    this.#socket.reconnectNow();
  }

  /** Another tab has signed out: nothing of the reader is to be seen or written here any more. */
  #leave(): void {
    this.#storage.seal();
    this.#socket.stop();
    this.#browser.leave();
  }

  /** The reader, a guest, has chosen in another tab. */
  async #readSettings(text: string): Promise<void> {
    // Few ever choose: the page comes without what that takes.
    const { settingsOfText } = await import("../protocol/settings.ts");
    this.#settings.value = settingsOfText(text);
  }

  #flush(): void {
    this.#marks.flush();
    this.#drafts.flush();
  }

  #opened(welcome: WelcomeEvent): void {
    if (welcome.user) this.#adoptAccount(welcome.user);
    // Of other data than before: seqs have begun anew.
    if (this.#marks.enter(welcome.epoch)) this.#places.clear();
    loadRooms(this.#ask, this.#rooms).catch(() => {});
    this.#marks.connected();
    this.#rooms.each((room) => room.connected());
    this.#outgoing.resume(welcome);
    this.#outgoing.adopt();
  }

  #receive(event: PushedEvent): void {
    switch (event.type) {
      case "message":
        return this.#rooms.get(event.room)?.receive(event);
      case "presence":
        this.#rooms.setCounts(event.room, event);
        if (event.renamed) this.#rooms.rename(event.renamed);
        return this.#rooms.get(event.room)?.receivePresence(event);
      case "typing":
        return this.#rooms.get(event.room)?.receiveTyping(event.users);
      case "lagged":
        return this.#rooms.get(event.room)?.receiveLagged(event.version);
      case "room":
        this.#rooms.hear(event.room);
        // Left for good, on whichever device.
        if (event.room.isIn === false && event.room.id === this.room.peek().id) this.openAnother();
        return;
      case "read": {
        const { type: _, room, ...mark } = event;
        return this.#marks.hear(room, mark);
      }
      case "room.gone":
        return this.#lose(event.room, event.deleted ? DELETED : LOST);
      case "account":
        return this.#adoptAccount(event.user);
      case "settings":
        return void (this.#settings.value = event.settings);
    }
  }

  #lose(id: string, problem: RoomProblem): void {
    this.#outgoing.refuse(id, problem);
    if (this.room.peek().id === id) this.#closeRoomDialog();
    this.#rooms.lose(id, problem);
  }

  #acknowledged(item: OutgoingItem, version: number): void {
    this.#rooms.get(item.room)?.editor.acknowledged(item, version);
  }

  #closeRoomDialog(): void {
    if (this.#dialog.peek()?.kind === "room") this.show(null);
  }

  #adoptAccount(account: Account): void {
    const { name, role } = this.#me.peek();
    if (account.name === name && account.role === role) return;
    this.#me.value = account;
    this.#rooms.rename([publicUser(account)]);
  }
}

/** "(3) General": what is unread in all rooms, so that a tab at the back tells.
 *  @param open the room that is */
function pageTitle(open: RoomInfo, rooms: readonly RoomSummary[]): string {
  const unread = rooms.reduce((sum, room) => sum + room.unread, 0);
  const count = unread === 0
    ? ""
    : `(${unread < COUNTED_UNREAD ? unread : `${COUNTED_UNREAD - 1}+`}) `;
  return `${count}${open.title}`;
}
