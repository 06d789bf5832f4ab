import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { RoomInfo } from "../../protocol/entities.ts";
import { asShownTo } from "../../protocol/room_title.ts";

/** What is known of the server's rooms, as one reader sees them. */
export class RoomDirectory {
  readonly #infos = signal<ReadonlyMap<string, RoomInfo>>(new Map());
  readonly #readerId: string;

  /** @param readerId a user id */
  constructor(readerId: string) {
    this.#readerId = readerId;
  }

  /** By id. */
  get infos(): ReadonlySignal<ReadonlyMap<string, RoomInfo>> {
    return this.#infos;
  }

  /** One room as it is known, now and later, or as it was when it went; a bare one if it was never known. */
  info(id: string): ReadonlySignal<RoomInfo> {
    let last: RoomInfo = {
      id,
      title: id,
      topic: "",
      version: 0,
      lastSeq: 0,
      posts: 0,
      online: 0,
      people: 0,
      kind: "public",
      archived: false,
      posting: "everyone",
    };
    return computed(() => last = this.#infos.value.get(id) ?? last);
  }

  /** Rooms made or changed. A version never goes back: answers may overtake each other. */
  learn(...rooms: RoomInfo[]): void {
    const infos = new Map(this.#infos.value);
    for (const room of rooms) {
      const known = infos.get(room.id) ?? room;
      const version = Math.max(room.version, known.version);
      const { lastSeq, lastAt } = room.lastSeq < known.lastSeq ? known : room;
      const posts = Math.max(room.posts, known.posts);
      const isIn = room.isIn ?? known.isIn;
      const shown = asShownTo(this.#readerId, room);
      infos.set(room.id, {
        ...shown,
        version,
        lastSeq,
        lastAt,
        posts,
        ...(isIn !== undefined && { isIn }),
      });
    }
    this.#infos.value = infos;
  }

  /** The server's whole list: what is not on it is gone. */
  replace(rooms: readonly RoomInfo[]): void {
    this.#infos.value = new Map(rooms.map((room) => [room.id, asShownTo(this.#readerId, room)]));
  }

  /** How many are online in a room, and how many are in it. */
  setCounts(id: string, { online, people }: Pick<RoomInfo, "online" | "people">): void {
    const info = this.#infos.value.get(id);
    if (!info || (info.online === online && info.people === people)) return;
    this.learn({ ...info, online, people });
  }

  forget(...ids: string[]): void {
    const infos = new Map(this.#infos.value);
    for (const id of ids) infos.delete(id);
    if (infos.size < this.#infos.value.size) this.#infos.value = infos;
  }
}
