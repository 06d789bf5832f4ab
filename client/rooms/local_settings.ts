import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Account, RoomInfo, RoomMember } from "../../protocol/entities.ts";
import type { Outcome } from "../../protocol/errors.ts";
import { deletes, manages, whyReadOnly } from "../../protocol/room_rules.ts";
import type { ClientClock } from "../clock.ts";
import { type Ask, attempt } from "../connection/ask.ts";
import { byName } from "./people.ts";
import type { RoomChanges, RoomSettings } from "../types.ts";

/** Who is in a room is asked for anew at most this often, in milliseconds: whatever happens in it may be told. */
export const MEMBERS_EVERY_MS = 1_000;

export interface SettingsOptions {
  me: ReadonlySignal<Account>;
  info: ReadonlySignal<RoomInfo>;
  ask: Ask;
  clock: ClientClock;
  /** The server told what the room is now. */
  learned(info: RoomInfo): void;
}

/** One room's settings and members, as this tab knows them. */
export class LocalSettings implements RoomSettings {
  readonly manages: ReadonlySignal<boolean>;
  readonly readOnly: RoomSettings["readOnly"];
  readonly deletes: ReadonlySignal<boolean>;
  readonly #members = signal<readonly RoomMember[] | null>(null);
  /** Whether the reader is one of its managers; null while that is not known. */
  readonly #isManager = signal<boolean | null>(null);
  readonly #isMaker = signal(false);
  readonly #options: SettingsOptions;
  #watchers = 0;
  #isOpen = false;
  #willLoad = false;

  constructor(options: SettingsOptions) {
    const { me, info } = options;
    this.#options = options;
    this.manages = computed(() => manages(me.value, info.value, this.#isManager.value ?? false));
    this.readOnly = computed(() => {
      const why = whyReadOnly(info.value, this.manages.value);
      return why === "managers" && this.#isManager.value === null ? "unknown" : why;
    });
    this.deletes = computed(() => {
      const manager = this.#isManager.value ?? false;
      return deletes(me.value, info.value, { manager, maker: this.#isMaker.value });
    });
  }

  get members(): ReadonlySignal<readonly RoomMember[] | null> {
    return this.#members;
  }

  watch(): () => void {
    if (this.#watchers++ === 0) this.#load();
    let isWatching = true;
    return () => {
      if (isWatching) this.#watchers--;
      isWatching = false;
    };
  }

  /** The server told whether the reader is one of its managers, and whether they made it. */
  learn({ manager, maker }: { manager: boolean; maker: boolean }): void {
    this.#isManager.value = manager;
    this.#isMaker.value = maker;
  }

  /** The room is shown and joined, or neither. */
  setOpen(isOpen: boolean): void {
    this.#isOpen = isOpen;
    if (isOpen && this.#watchers > 0) this.#load();
  }

  /** Something about the room has changed; nobody says what. */
  hear(): void {
    if (this.#willLoad) return;
    this.#willLoad = true;
    this.#options.clock.after(MEMBERS_EVERY_MS, () => {
      this.#willLoad = false;
      if (this.#isWanted) this.#load();
    });
  }

  /** Something about the room has changed while it is not open: the reader may have become a manager. Joining tells. */
  doubt(): void {
    if (this.#isManager.peek() === false) this.#isManager.value = null;
  }

  /** The room can no longer be seen. */
  forget(): void {
    this.#members.value = null;
    this.#isManager.value = null;
  }

  async update(changes: RoomChanges): Promise<Outcome> {
    const { ask, info, learned } = this.#options;
    const fields = { room: info.peek().id, ...changes };
    return plain(await attempt(ask, "room.update", fields, (reply) => learned(reply.room)));
  }

  async invite(userId: string, { manager }: { manager: boolean }): Promise<Outcome> {
    const fields = { room: this.#options.info.peek().id, user: userId, manager };
    return this.#reload(await attempt(this.#options.ask, "room.invite", fields));
  }

  async remove(userId: string): Promise<Outcome> {
    const fields = { room: this.#options.info.peek().id, user: userId };
    return this.#reload(await attempt(this.#options.ask, "room.remove", fields));
  }

  /** Whether anything shown depends on who the members are: where only managers write, whether one still can. */
  get #isWanted(): boolean {
    return this.#watchers > 0 || (this.#isOpen && this.#options.info.peek().posting === "managers");
  }

  #reload(outcome: Outcome): Outcome {
    if (outcome.ok) this.#load();
    return plain(outcome);
  }

  #load(): void {
    const { me, ask, info } = this.#options;
    ask("room.members", { room: info.peek().id }, ({ members }) => {
      this.#members.value = members.sort((one, other) => byName(one.user, other.user));
      this.#isManager.value = members.some(({ user, manager }) => {
        return manager && user.id === me.peek().id;
      });
      // Without an answer they stay as they were known.
    }).catch(() => {});
  }
}

function plain(outcome: Outcome): Outcome {
  return outcome.ok ? { ok: true } : outcome;
}
