import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { RoomInfo } from "../protocol/entities.ts";

/** What is known of the server's rooms. */
export class RoomDirectory {
  readonly #infos = signal<ReadonlyMap<string, RoomInfo>>(new Map());

  /** By id. */
  get infos(): ReadonlySignal<ReadonlyMap<string, RoomInfo>> {
    return this.#infos;
  }

  /** One room as it is known, now and later; a bare one while it is not known at all. */
  info(id: string): ReadonlySignal<RoomInfo> {
    const unknown = { id, title: id, topic: "", version: 0, lastSeq: 0, online: 0 };
    return computed(() => this.#infos.value.get(id) ?? unknown);
  }

  /** Rooms made or changed. A version never goes back: answers may overtake each other. */
  learn(...rooms: RoomInfo[]): void {
    const infos = new Map(this.#infos.value);
    for (const room of rooms) {
      const known = infos.get(room.id) ?? room;
      const version = Math.max(room.version, known.version);
      const lastSeq = Math.max(room.lastSeq, known.lastSeq);
      infos.set(room.id, { ...room, version, lastSeq });
    }
    this.#infos.value = infos;
  }

  /** The server's whole list: what is not on it is gone. */
  replace(rooms: readonly RoomInfo[]): void {
    this.#infos.value = new Map(rooms.map((room) => [room.id, room]));
  }

  setOnline(id: string, online: number): void {
    const info = this.#infos.value.get(id);
    if (info && info.online !== online) this.learn({ ...info, online });
  }

  forget(id: string): void {
    const infos = new Map(this.#infos.value);
    if (infos.delete(id)) this.#infos.value = infos;
  }
}
