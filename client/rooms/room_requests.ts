import type { ReadonlySignal } from "@preact/signals";
import type { Account, RoomInfo, User } from "../../protocol/entities.ts";
import { ok, type Outcome, type Result } from "../../protocol/errors.ts";
import { ROOM_ID } from "../../protocol/limits.ts";
import { slugify } from "../../protocol/name.ts";
import { asShownTo } from "../../protocol/room_title.ts";
import { type Ask, attempt, localError } from "../connection/ask.ts";
import type { Chat } from "../types.ts";
import type { LocalRoom } from "./local_room.ts";

export interface RoomRequestsOptions {
  me: ReadonlySignal<Account>;
  ask: Ask;
  /** The room that is open. */
  current(): LocalRoom;
  learn(room: RoomInfo): void;
  open(id: string): void;
  openAnother(): void;
}

/** What somebody asks of the server about rooms, and what is opened then; see `Chat`. */
export class RoomRequests implements
  Pick<
    Chat,
    | "createRoom"
    | "createMissing"
    | "openDirect"
    | "leaveForGood"
    | "deleteRoom"
    | "findRoom"
    | "searchRooms"
    | "findUsers"
  > {
  readonly #options: RoomRequestsOptions;

  constructor(options: RoomRequestsOptions) {
    this.#options = options;
  }

  async createRoom(title: string, options: { private?: boolean } = {}): Promise<Outcome> {
    // The server makes the id of a private room: what is given only begins it.
    const id = slugify(title) || (options.private ? "room" : "");
    if (id === "") return localError("name_invalid", "The title needs a letter a–z or a digit.");
    const fields = { id, title, ...(options.private ? { private: true } : {}) };
    return this.#openMade(await attempt(this.#options.ask, "room.create", fields));
  }

  async createMissing(): Promise<Outcome> {
    const { id } = this.#options.current();
    const learn = (reply: { room: RoomInfo }) => this.#options.learn(reply.room);
    const made = await attempt(this.#options.ask, "room.create", { id, title: id }, learn);
    // Somebody else was faster: then it is there, which is what was wanted.
    if (!made.ok && made.error.code !== "room_exists") return made;
    if (this.#options.current().id === id) this.#options.open(id);
    return { ok: true };
  }

  async openDirect(userIds: readonly string[]): Promise<Outcome> {
    return this.#openMade(await attempt(this.#options.ask, "direct.open", { users: [...userIds] }));
  }

  async leaveForGood(): Promise<Outcome> {
    const room = this.#options.current();
    const left = await attempt(this.#options.ask, "room.leave", { room: room.id, forGood: true });
    if (!left.ok) return left;
    if (this.#options.current() === room) this.#options.openAnother();
    return { ok: true };
  }

  async deleteRoom(): Promise<Outcome> {
    const room = this.#options.current();
    const deleted = await attempt(this.#options.ask, "room.delete", { room: room.id });
    if (!deleted.ok) return deleted;
    if (this.#options.current() === room) this.#options.openAnother();
    return { ok: true };
  }

  async findRoom(idOrTitle: string): Promise<Result<RoomInfo | null>> {
    if (ROOM_ID.test(idOrTitle)) {
      const named = await attempt(this.#options.ask, "room.list", { ids: [idOrTitle] });
      if (!named.ok) return named;
      if (named.value.rooms.length > 0) return ok(named.value.rooms[0]!);
    }
    const found = await this.searchRooms(idOrTitle);
    if (!found.ok) return found;
    const title = idOrTitle.toLowerCase();
    return ok(found.value.rooms.find((room) => room.title.toLowerCase() === title) ?? null);
  }

  async searchRooms(query: string): Promise<Result<{ rooms: RoomInfo[]; more: boolean }>> {
    const found = await attempt(this.#options.ask, "room.list", { query });
    if (!found.ok) return found;
    const { rooms, more } = found.value;
    return ok({ rooms: rooms.map((room) => asShownTo(this.#options.me.peek().id, room)), more });
  }

  async findUsers(query: string): Promise<Result<User[]>> {
    const found = await attempt(this.#options.ask, "user.find", { query });
    if (!found.ok) return found;
    return ok(found.value.users.filter((user) => user.id !== this.#options.me.peek().id));
  }

  #openMade(made: Result<{ room: RoomInfo }>): Outcome {
    if (!made.ok) return made;
    this.#options.learn(made.value.room);
    this.#options.open(made.value.room.id);
    return { ok: true };
  }
}
