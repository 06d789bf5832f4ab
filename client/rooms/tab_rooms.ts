import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Account, RoomInfo, User } from "../../protocol/entities.ts";
import { byTitle } from "../../protocol/room_title.ts";
import { computedList } from "../computed_list.ts";
import type { ReadMarks } from "../reading/read_marks.ts";
import { unreadIn, unreadUpTo } from "../reading/unread.ts";
import type { RoomProblem, RoomSummary, Seed } from "../types.ts";
import { LocalRoom, type RoomContext } from "./local_room.ts";
import { RoomCache } from "./room_cache.ts";
import { RoomDirectory } from "./room_directory.ts";

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
    const open = this.summaries.peek().filter((room) => room.id !== before && !room.archived);
    const next = open.find((room) => room.id === this.#home) ??
      open.find((room) => room.kind === "public") ?? open[0];
    return next?.id;
  }

  /** Visits all whose log is kept, the open one first: it is what the reader waits for. */
  each(visit: (room: LocalRoom) => void): void {
    this.#kept.visit(this.#open.peek(), visit);
  }

  /** Rooms made or changed. */
  learn(...rooms: RoomInfo[]): void {
    this.#directory.learn(...rooms);
    this.#marks.meet(rooms);
  }

  /** The server's whole list. */
  learnAll(rooms: readonly RoomInfo[]): void {
    this.#directory.replace(rooms);
    this.#marks.meetAll(rooms);
  }

  /** Something about a room has changed. */
  hear(info: RoomInfo): void {
    this.learn(info);
    const open = this.#open.peek();
    const room = this.get(info.id);
    room?.settings.hear();
    if (room !== open) room?.settings.doubt();
    const code = open.problem.peek()?.code;
    // Somebody has made the room that was missing here, or has let us in again.
    if (open.id === info.id && (code === "room_not_found" || code === "forbidden")) open.open();
  }

  setOnline(id: string, online: number): void {
    this.#directory.setOnline(id, online);
  }

  /** A room can no longer be seen, or is no more. */
  lose(id: string, problem: RoomProblem): void {
    this.#directory.forget(id);
    this.get(id)?.lose(problem);
    this.#kept.drop(id);
  }

  rename(users: readonly User[]): void {
    this.each((room) => room.rename(users));
  }

  #summary(info: RoomInfo): RoomSummary {
    const mark = this.#marks.marks.value.get(info.id) ?? { read: info.version, own: [] };
    const room = this.#open.value;
    const unread = room.id === info.id && room.ready.value
      ? unreadIn(room.timeline.value, mark, this.#me.peek().id)
      : unreadUpTo(mark, info.lastSeq);
    return { ...info, unread };
  }
}
