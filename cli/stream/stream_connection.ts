import { effect } from "@preact/signals";
import { systemClock } from "../../client/clock.ts";
import { ChatSocket, type PushedEvent } from "../../client/connection/socket.ts";
import type { ConnectionState } from "../../client/types.ts";
import type { User } from "../../protocol/entities.ts";
import type { WelcomeEvent } from "../../protocol/events.ts";
import type { Connector } from "../connection/connector.ts";
import { EXIT, Failure } from "../exit.ts";
import { note } from "../output.ts";

/** What a stream does with its connection. */
export interface StreamListener {
  /** Connected, for the first time or again. */
  opened(welcome: WelcomeEvent): void;
  /** The connection is gone; another one follows. */
  closed(): void;
  received(event: PushedEvent): void;
}

/** The connection of a program that has no screen: it comes back by itself, and says on standard error when it is
 *  away for longer than a moment. */
export class StreamConnection {
  readonly socket: ChatSocket;
  readonly #connector: Connector;
  readonly #failed = Promise.withResolvers<never>();
  #stopWatching: () => void = () => {};

  /** @param me as the connector's first connection told */
  constructor(connector: Connector, me: User, listener: StreamListener) {
    this.#connector = connector;
    this.#failed.promise.catch(() => {});
    const options = {
      open: () => connector.open(),
      userId: me.id,
      clock: systemClock,
      random: Math.random,
    };
    this.socket = new ChatSocket(options, {
      ...listener,
      replaced() {},
      // Cheap to answer, and needs no room.
      probe: () => void this.socket.request("room.list", { limit: 1 }).catch(() => {}),
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
      await this.#connector.leave();
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
        const code = this.#connector.refusal ? EXIT.refused : EXIT.unreachable;
        this.fail(new Failure(code, this.#connector.refusal ?? state.reason));
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
