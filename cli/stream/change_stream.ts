import type { Position, SyncedLog } from "../../client/log/room_sync.ts";
import type { ChangePage, Message } from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";
import type { Replies } from "../../protocol/requests.ts";

export interface ChangeStreamOptions {
  /** Complete up to this version already; null: begin with the newest page. */
  after: number | null;
  /** Takes changes, oldest first: each once, none left out. */
  emit(messages: readonly Message[]): void;
  /** The room's data was replaced: what follows is its newest page. */
  replaced(): void;
  gone(error: WireError): void;
}

/** A room's changes in the order of their versions, as RoomSync brings them. It keeps nothing but where it is. */
export class ChangeStream implements SyncedLog {
  readonly #options: ChangeStreamOptions;
  #position: Position | null;
  #heard = 0;

  constructor(options: ChangeStreamOptions) {
    this.#options = options;
    this.#position = options.after === null ? null : { version: options.after };
  }

  position(): Position | null {
    return this.#position;
  }

  heard(): number {
    return this.#heard;
  }

  mayJump(): boolean {
    return false;
  }

  joined(reply: Replies["room.join"], isSnapshot: boolean): void {
    this.changed(reply, isSnapshot);
  }

  changed(page: ChangePage, isSnapshot: boolean): void {
    if (isSnapshot) return this.#start(page);
    const version = this.#position?.version ?? 0;
    const reached = page.more ? page.messages.at(-1)?.version ?? 0 : page.version;
    const unseen = page.messages.filter((message) => message.version > version);
    this.#position = { epoch: page.epoch, version: Math.max(version, reached) };
    this.#heard = Math.max(this.#heard, page.version);
    if (unseen.length > 0) this.#options.emit(unseen);
  }

  /** A live event. One that leaves a hole is left out: the changes that fill the hole bring it. */
  receive(message: Message): void {
    this.hearOf(message.version);
    if (message.version - 1 !== this.#position?.version) return;
    this.#position = { ...this.#position, version: message.version };
    this.#options.emit([message]);
  }

  /** The room has reached a version. */
  hearOf(version: number): void {
    this.#heard = Math.max(this.#heard, version);
  }

  forgetRumour(): void {
    this.#heard = this.#position?.version ?? 0;
  }

  gone(error: WireError): void {
    this.#options.gone(error);
  }

  #start(page: ChangePage): void {
    if (this.#position) this.#options.replaced();
    this.#position = { epoch: page.epoch, version: page.version };
    this.#heard = page.version;
    this.#options.emit(page.messages);
  }
}
