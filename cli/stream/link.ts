import { effect } from "@preact/signals";
import { systemClock } from "../../client/clock.ts";
import { ChatSocket, type PushedEvent } from "../../client/connection/socket.ts";
import type { ConnectionState } from "../../client/types.ts";
import type { User } from "../../protocol/entities.ts";
import type { Doorway } from "../connection/doorway.ts";
import { EXIT, Failure } from "../exit.ts";
import { note } from "../output.ts";

/** What a stream does with its connection. */
export interface LinkListener {
  /** Connected, for the first time or again. */
  opened(): void;
  /** The connection is gone; another one follows. */
  closed(): void;
  received(event: PushedEvent): void;
}

/** The connection of a program that has no screen: it comes back by itself, and says on standard error when it is
 *  away for longer than a moment. */
export class Link {
  readonly socket: ChatSocket;
  readonly #doorway: Doorway;
  readonly #failed = Promise.withResolvers<never>();
  #stopWatching: () => void = () => {};

  /** @param me as the doorway's first connection told */
  constructor(doorway: Doorway, me: User, listener: LinkListener) {
    this.#doorway = doorway;
    this.#failed.promise.catch(() => {});
    const options = {
      open: () => doorway.open(),
      userId: me.id,
      clock: systemClock,
      random: Math.random,
    };
    this.socket = new ChatSocket(options, {
      ...listener,
      opened: () => listener.opened(),
      // Cheap to answer, and needs no room.
      probe: () => void this.socket.request("room.list", {}).catch(() => {}),
    });
  }

  /** Connects, and stays connected until the work is done or cannot be done any more. */
  async run<Outcome>(work: Promise<Outcome>): Promise<Outcome> {
    this.socket.start();
    this.#watch();
    try {
      return await Promise.race([work, this.#failed.promise]);
    } finally {
      this.#stopWatching();
      this.socket.stop();
      await this.#doorway.leave();
    }
  }

  /** Gives up.
   *  @param reason why */
  fail(reason: Failure): void {
    this.#failed.reject(reason);
  }

  #watch(): void {
    let isAway = false;
    const tell = (state: ConnectionState) => {
      if (state.status === "ended") {
        const code = this.#doorway.refusal ? EXIT.refused : EXIT.unreachable;
        this.fail(new Failure(code, this.#doorway.refusal ?? state.reason));
      } else if (state.status === "waiting" && !isAway) {
        isAway = true;
        note("The connection is lost. Trying again …");
      } else if (state.status === "online" && isAway) {
        isAway = false;
        note("Connected again.");
      }
    };
    this.#stopWatching = effect(() => tell(this.socket.connection.value));
  }
}
