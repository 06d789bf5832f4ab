import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Account, ListedRoom, RoomInfo, User } from "../../protocol/entities.ts";
import { unreadOf } from "../../protocol/read_mark.ts";
import { byTitle } from "../../protocol/room_title.ts";
import { computedList } from "../computed_list.ts";
import type { ReadMarks } from "../reading/read_marks.ts";
import { unreadIn } from "../reading/unread.ts";
import type { RoomProblem, RoomSummary, Seed } from "../types.ts";
import { LocalRoom, type RoomContext } from "./local_room.ts";
import { RoomCache } from "./room_cache.ts";
import { RoomDirectory } from "./room_directory.ts";

/** How many rooms a tab knows before it leaves out public ones that nobody opened in it. */
const MOST_KNOWN = 400;

export interface TabRoomsOptions {
  me: ReadonlySignal<Account>;
  marks: ReadMarks;
  /** What all of them share. */
  context: Omit<RoomContext, "learned">;
  /** The log of a room is no longer kept. */
  dropped(id: string): void;
}

/** The rooms of one tab: what is known of all of them, the few whose log is kept, and the one that is open. */
export class TabRooms {
  /** Of all rooms, by title. */
  readonly summaries: ReadonlySignal<readonly RoomSummary[]>;
  readonly #me: ReadonlySignal<Account>;
  readonly #marks: ReadMarks;
  readonly #directory: RoomDirectory;
  readonly #kept: RoomCache;
  readonly #open: Signal<LocalRoom>;
  /** The id of the room that the page began with. */
  readonly #home: string;

  /** The id of the open room if something in it was unread when it was opened. */
  #openedNew: string | null = null;

  /** The server has more rooms than this tab knows of. */
  #isPartial = false;

  constructor(seed: Seed, { me, marks, context, dropped }: TabRoomsOptions) {
    this.#me = me;
    this.#marks = marks;
    this.#home = seed.room.id;
    this.#directory = new RoomDirectory(seed.me.id);
    this.learn(...seed.rooms, seed.room);
    const learned = (info: RoomInfo) => this.learn(info);
    const make = (id: string) => new LocalRoom(this.#directory.info(id), { ...context, learned });
    this.#kept = new RoomCache(make, dropped);
    const room = this.#kept.use(seed.room.id);
    this.#noteNew(room.id);
    room.seed(seed);
    this.#open = signal(room);
    const sorted = computed(() => [...this.#directory.infos.value.values()].sort(byTitle));
    this.summaries = computedList(() => sorted.value.map((info) => this.#summary(info)));
    room.open();
  }

  /** The one that is open. */
  get current(): ReadonlySignal<LocalRoom> {
    return this.#open;
  }

  get home(): string {
    return this.#home;
  }

  /** One whose log is kept. */
  get(id: string): LocalRoom | undefined {
    return this.#kept.get(id);
  }

  /** Opens another room. */
  open(id: string): void {
    const before = this.#open.peek();
    batch(() => {
      this.#noteNew(id);
      const room = this.#kept.use(id);
      this.#open.value = room;
      room.open();
      before.close();
    });
    this.#kept.trim();
  }

  /** The id of a room that can be opened when the open one is of no use any more; undefined when there is none. */
  another(): string | undefined {
    const before = this.#open.peek().id;
    const all = this.summaries.peek().filter((room) => room.id !== before && !room.archived);
    const mine = all.filter(({ isIn }) => isIn);
    const open = mine.length > 0 ? mine : all;
    const next = open.find((room) => room.id === this.#home) ??
      open.find((room) => room.kind === "public") ?? open[0];
    return next?.id;
  }

  /** Visits all whose log is kept, the open one first: it is what the reader waits for. */
  each(visit: (room: LocalRoom) => void): void {
    this.#kept.visit(this.#open.peek(), visit);
  }

  /** Rooms made or changed. */
  learn(...rooms: ListedRoom[]): void {
    this.#directory.learn(...rooms.map(withoutMark));
    this.#marks.learn(rooms);
  }

  /** The server's whole list. */
  learnAll(rooms: readonly ListedRoom[]): void {
    this.#isPartial = false;
    this.#directory.replace(rooms.map(withoutMark));
    this.#marks.learn(rooms);
  }

  /** The first page of the server's list, where it has more. */
  learnFirst(rooms: readonly ListedRoom[]): void {
    this.#isPartial = true;
    this.learn(...rooms);
  }

  /** The ids of rooms that are known, besides some. */
  doubtful(besides: ReadonlySet<string>): string[] {
    return [...this.#directory.infos.peek().keys()].filter((id) => !besides.has(id));
  }

  /** Rooms that are no more, or can no longer be seen. */
  forget(ids: readonly string[]): void {
    this.#directory.forget(...ids);
  }

  /** Something about a room has changed. */
  hear(info: RoomInfo): void {
    if (!this.#takesIn(info)) return;
    this.learn(info);
    const open = this.#open.peek();
    const room = this.get(info.id);
    room?.settings.hear();
    if (room !== open) room?.settings.doubt();
    const code = open.problem.peek()?.code;
    // Somebody has made the room that was missing here, or has let us in again.
    if (open.id === info.id && (code === "room_not_found" || code === "forbidden")) open.open();
  }

  setCounts(id: string, counts: Pick<RoomInfo, "online" | "people">): void {
    this.#directory.setCounts(id, counts);
  }

  /** A room can no longer be seen, or is no more. */
  lose(id: string, problem: RoomProblem): void {
    this.forget([id]);
    this.get(id)?.lose(problem);
    this.#kept.drop(id);
  }

  rename(users: readonly User[]): void {
    this.each((room) => room.rename(users));
  }

  /** Whether a room that something was heard of belongs into the list. Not any public one, where they are many: whoever
   *  wants them searches. */
  #takesIn({ id, kind }: RoomInfo): boolean {
    const known = this.#directory.infos.peek();
    if (known.size >= MOST_KNOWN) this.#isPartial = true;
    return !this.#isPartial || kind !== "public" || known.has(id) || this.get(id) !== undefined;
  }

  /** A room is about to be opened. */
  #noteNew(id: string): void {
    const info = this.#directory.infos.peek().get(id);
    const mark = this.#marks.marks.peek().get(id) ?? null;
    this.#openedNew = info && unreadOf(mark, info) > 0 ? id : null;
  }

  #summary(info: RoomInfo): RoomSummary {
    const mark = this.#marks.marks.value.get(info.id) ?? null;
    const room = this.#open.value;
    const unread = room.id === info.id && room.ready.value
      ? unreadIn(room.timeline.value, mark, { me: this.#me.peek().id, room: info })
      : info.isIn === false
      ? 0
      : unreadOf(mark, info);
    const isNew = room.id === info.id ? this.#openedNew === info.id : unread > 0;
    return { ...info, unread, isNew };
  }
}

/** The list shows what is unread, which changes by itself. */
function withoutMark({ read: _, ...info }: ListedRoom): RoomInfo {
  return info;
}
