import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Account, RoomInfo, User } from "../protocol/entities.ts";
import { ok, type Outcome, type Result } from "../protocol/errors.ts";
import type { WelcomeEvent } from "../protocol/events.ts";
import { slugify } from "../protocol/name.ts";
import { roomOfPath, roomPath } from "../protocol/paths.ts";
import { byTitle } from "../protocol/room_title.ts";
import { type Browser, thisBrowser } from "./browser.ts";
import { type Ask, attempt, localError } from "./connection/ask.ts";
import { ChatSocket, type PushedEvent } from "./connection/socket.ts";
import { markOwn, unreadIn, unreadUpTo } from "./log/unread.ts";
import { Outgoing } from "./outgoing/outgoing.ts";
import { Drafts } from "./rooms/drafts.ts";
import { LocalRoom, LOST, type RoomContext } from "./rooms/local_room.ts";
import { ReadMarks } from "./rooms/read_marks.ts";
import { RoomCache } from "./rooms/room_cache.ts";
import { RoomDirectory } from "./rooms/room_directory.ts";
import type { Chat, ConnectionState, OpenDialog, RoomSummary, Seed } from "./types.ts";
import { computedList } from "./view/computed_list.ts";
import { pageTitle } from "./view/page_title.ts";

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

/** The chat of one tab: one connection, the rooms, and the one that is open. */
export class LocalChat implements Chat {
  readonly #browser: Browser;
  readonly #socket: ChatSocket;
  readonly #directory: RoomDirectory;
  readonly #marks: ReadMarks;
  readonly #drafts: Drafts;
  readonly #outgoing: Outgoing;
  readonly #locals: RoomCache;
  readonly #dialog = signal<OpenDialog | null>(null);
  readonly #me;
  readonly #room;
  readonly #rooms: ReadonlySignal<readonly RoomSummary[]>;
  readonly #home: string;
  readonly #ask: Ask = (type, fields, apply) => this.#socket.request(type, fields, apply);

  constructor(seed: Seed, browser: Browser) {
    const { clock, random, storage, outgoingStore, locks, newId } = browser;
    this.#me = signal(seed.me);
    this.#directory = new RoomDirectory(seed.me.id);
    this.#browser = browser;
    this.#home = seed.room.id;
    this.#marks = new ReadMarks(seed.me.id, { storage, clock });
    this.#marks.enter(seed.page.epoch);
    this.#drafts = new Drafts(seed.me.id, { storage, clock });
    this.#socket = new ChatSocket(
      { open: () => browser.openSocket(), userId: seed.me.id, clock, random },
      {
        opened: (welcome) => this.#opened(welcome),
        closed: () => {
          this.#eachRoom((room) => room.disconnected());
          this.#outgoing.pause();
        },
        received: (event) => this.#receive(event),
        probe: () => this.#room.value.probe(),
      },
    );
    this.#outgoing = new Outgoing({
      userId: seed.me.id,
      store: outgoingStore,
      locks,
      newId,
      ask: this.#ask,
      startFrame: () => this.#socket.startFrame(),
      clock,
      random,
      log: (room) => this.#locals.get(room)?.timeline.peek() ?? null,
      acknowledged: (item, version) => {
        // Heard of even where the room is not joined.
        if (item.change.kind === "post") {
          this.#marks.update(item.room, (mark) => markOwn(mark, version));
        }
        this.#locals.get(item.room)?.editor.acknowledged(item, version);
      },
    });
    this.#learn(...seed.rooms, seed.room);
    this.#locals = new RoomCache(
      (id) => new LocalRoom(this.#directory.info(id), this.#context()),
      (id) => this.#outgoing.settle(id),
    );
    const room = this.#locals.use(seed.room.id);
    room.seed(seed);
    this.#room = signal(room);
    const sorted = computed(() => [...this.#directory.infos.value.values()].sort(byTitle));
    this.#rooms = computedList(() => sorted.value.map((info) => this.#summary(info)));
    room.open();
  }

  get me(): ReadonlySignal<Account> {
    return this.#me;
  }

  get connection(): ReadonlySignal<ConnectionState> {
    return this.#socket.connection;
  }

  get rooms(): ReadonlySignal<readonly RoomSummary[]> {
    return this.#rooms;
  }

  get room(): ReadonlySignal<LocalRoom> {
    return this.#room;
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
        this.#room.value.markShown();
        this.#socket.wake();
      },
      hidden: () => this.#flush(),
      navigated: () => {
        this.open(roomOfPath(this.#browser.path()) ?? this.#home, { push: false });
      },
      stored: (key, value) => {
        if (key === this.#marks.key) this.#marks.adopt(value);
      },
    });
    effect(() => {
      const { title } = this.#room.value.info.value;
      this.#browser.setTitle(pageTitle(title, this.#rooms.value));
    });
    this.#outgoing.adopt();
    this.#socket.start();
  }

  /** Disconnects for good. */
  stop(): void {
    this.#socket.stop();
    this.#flush();
  }

  open(roomId: string, options: { push?: boolean } = {}): void {
    const before = this.#room.peek();
    if (before.id === roomId) {
      // It may have been made since it was not found.
      if (before.problem.peek()) before.open();
      return;
    }
    batch(() => {
      const room = this.#locals.use(roomId);
      this.#room.value = room;
      room.open();
      before.close();
      this.#closeRoomDialog();
    });
    if (options.push !== false) this.#browser.pushPath(roomPath(roomId));
    this.#locals.trim();
  }

  openAnother(): void {
    const before = this.#room.peek().id;
    const open = this.#rooms.peek().filter((room) => room.id !== before && !room.archived);
    const next = open.find((room) => room.id === this.#home) ??
      open.find((room) => room.kind === "public") ?? open[0];
    if (next) this.open(next.id);
  }

  async createRoom(title: string, options: { private?: boolean } = {}): Promise<Outcome> {
    // The server makes the id of a private room: what is given only begins it.
    const id = slugify(title) || (options.private ? "room" : "");
    if (id === "") return localError("name_invalid", "The title needs a letter a–z or a digit.");
    const fields = { id, title, ...(options.private ? { private: true } : {}) };
    return this.#openMade(await attempt(this.#ask, "room.create", fields));
  }

  async createMissing(): Promise<Outcome> {
    const { id } = this.#room.peek();
    const learn = (reply: { room: RoomInfo }) => this.#learn(reply.room);
    const made = await attempt(this.#ask, "room.create", { id, title: id }, learn);
    // Somebody else was faster: then it is there, which is what was wanted.
    if (!made.ok && made.error.code !== "room_exists") return made;
    if (this.#room.peek().id === id) this.open(id);
    return { ok: true };
  }

  async openDirect(userIds: readonly string[]): Promise<Outcome> {
    return this.#openMade(await attempt(this.#ask, "direct.open", { users: [...userIds] }));
  }

  async leaveForGood(): Promise<Outcome> {
    const room = this.#room.peek();
    const left = await room.settings.remove(this.#me.peek().id);
    if (left.ok && this.#room.peek() === room) this.openAnother();
    return left;
  }

  async findUsers(query: string): Promise<Result<User[]>> {
    const found = await attempt(this.#ask, "user.find", { query });
    if (!found.ok) return found;
    return ok(found.value.users.filter((user) => user.id !== this.#me.peek().id));
  }

  reconnectNow(): void {
    this.#socket.reconnectNow();
  }

  #openMade(made: Result<{ room: RoomInfo }>): Outcome {
    if (!made.ok) return made;
    this.#learn(made.value.room);
    this.open(made.value.room.id);
    return { ok: true };
  }

  #flush(): void {
    this.#marks.flush();
    this.#drafts.flush();
  }

  #opened(welcome: WelcomeEvent): void {
    if (welcome.user) this.#adoptAccount(welcome.user);
    this.#marks.enter(welcome.epoch);
    this.#socket.request("room.list", {}, ({ rooms }) => {
      this.#directory.replace(rooms);
      this.#marks.meetAll(rooms);
    }).catch(() => {});
    this.#eachRoom((room) => room.connected());
    this.#outgoing.resume(welcome);
    this.#outgoing.adopt();
  }

  #receive(event: PushedEvent): void {
    switch (event.type) {
      case "message":
        return this.#locals.get(event.room)?.receive(event.message);
      case "presence":
        this.#directory.setOnline(event.room, event.online);
        if (event.renamed) this.#rename(event.renamed);
        return this.#locals.get(event.room)?.receivePresence(event);
      case "typing":
        return this.#locals.get(event.room)?.receiveTyping(event.users);
      case "lagged":
        return this.#locals.get(event.room)?.receiveLagged(event.version);
      case "room":
        return this.#hearOfRoom(event.room);
      case "room.gone":
        return this.#lose(event.room);
      case "account":
        return this.#adoptAccount(event.user);
    }
  }

  #hearOfRoom(info: RoomInfo): void {
    this.#learn(info);
    this.#locals.get(info.id)?.settings.hear();
    const open = this.#room.value;
    const code = open.problem.peek()?.code;
    // Somebody has made the room that was missing here, or has let us in again.
    if (open.id === info.id && (code === "room_not_found" || code === "forbidden")) open.open();
  }

  #lose(id: string): void {
    this.#directory.forget(id);
    this.#outgoing.refuse(id, LOST);
    const room = this.#locals.get(id);
    room?.lose();
    if (room === this.#room.peek()) this.#closeRoomDialog();
    this.#locals.drop(id);
  }

  #closeRoomDialog(): void {
    if (this.#dialog.peek()?.kind === "room") this.show(null);
  }

  #adoptAccount(account: Account): void {
    const { name, role } = this.#me.peek();
    if (account.name === name && account.role === role) return;
    this.#me.value = account;
    this.#rename([account]);
  }

  #rename(users: readonly User[]): void {
    this.#eachRoom((room) => room.rename(users));
  }

  #learn(...rooms: RoomInfo[]): void {
    this.#directory.learn(...rooms);
    this.#marks.meet(rooms);
  }

  #context(): RoomContext {
    const { clock, random, isVisible } = this.#browser;
    return {
      me: this.#me,
      ask: this.#ask,
      tell: (request) => this.#socket.tell(request),
      isConnected: () => this.#socket.welcome !== null,
      isVisible,
      marks: this.#marks,
      drafts: this.#drafts,
      outgoing: this.#outgoing,
      clock,
      random,
      learned: (info) => this.#learn(info),
    };
  }

  #eachRoom(visit: (room: LocalRoom) => void): void {
    this.#locals.visit(this.#room.value, visit);
  }

  #summary(info: RoomInfo): RoomSummary {
    const mark = this.#marks.marks.value.get(info.id) ?? { read: info.version, own: [] };
    const room = this.#room.value;
    const unread = room.id === info.id && room.ready.value
      ? unreadIn(room.timeline.value, mark, this.#me.peek().id)
      : unreadUpTo(mark, info.lastSeq);
    return { ...info, unread };
  }
}
