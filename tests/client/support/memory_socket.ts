import type { WireSocket } from "../../../client/connection/socket.ts";
import { openConfabV1 } from "../../../dialects/confab_v1.ts";
import type { Connection } from "../../../hub/connections/connection.ts";
import type { Hub } from "../../../hub/hub.ts";
import type { Transport } from "../../../hub/ports/transport.ts";
import type { Account } from "../../../protocol/entities.ts";
import type { ServerEvent } from "../../../protocol/events.ts";
import type { ClientRequest } from "../../../protocol/requests.ts";
import { takePlace } from "../../support/open_hub.ts";

/** What becomes of frames. A direction that is off swallows them without a word, as a network does that is gone. */
export interface Network {
  toServer: boolean;
  toClient: boolean;
}

/** Sees to everything that is under way between tabs and their hub. */
export interface Traffic {
  /** A request has reached the hub. */
  requested(request: ClientRequest): void;
  /** Frames under way, and requests that the hub has taken and not answered. */
  underWay: number;
  /** Raised whenever something moves. */
  moves: number;
}

/** A browser's WebSocket and the hub's end of it, in memory. Each frame arrives in a turn of its own, in order. */
export class MemorySocket extends EventTarget implements WireSocket {
  /** What the page has sent, oldest first. */
  readonly frames: string[] = [];
  readonly #network: Network;
  readonly #traffic: Traffic;
  /** Refs of requests that the hub has not answered. */
  readonly #unanswered = new Set<string>();
  #connection: Connection | null = null;
  #isEnded = false;

  constructor(hub: Hub, account: Account, { network, traffic }: {
    network: Network;
    traffic: Traffic;
  }) {
    super();
    this.#network = network;
    this.#traffic = traffic;
    if (!network.toServer) return;
    this.#soon(() => {
      if (this.#isEnded) return;
      const end: Transport = {
        bufferedBytes: 0,
        send: (frame) => this.#answer(frame),
        close: (code) => this.#soon(() => this.die(code)),
        drop: () => this.die(1006),
      };
      this.#connection = hub.attach(end, {
        place: takePlace(hub),
        identity: { account, sessionId: null },
        origin: { address: "127.0.0.1", device: "" },
        openAdapter: openConfabV1,
      });
    });
  }

  /** From the page. */
  send(frame: string): void {
    this.frames.push(frame);
    if (!this.#network.toServer) return;
    this.#soon(() => {
      if (this.#isEnded) return;
      for (const line of frame.split("\n")) {
        const request = JSON.parse(line) as ClientRequest;
        this.#traffic.requested(request);
        if (request.ref === undefined) continue;
        this.#unanswered.add(request.ref);
        this.#traffic.underWay++;
      }
      this.#connection?.receive(frame);
    });
  }

  /** The page closes it. */
  close(code = 1005): void {
    this.#end(code);
  }

  /** It breaks, or the hub closes it: both ends hear of it. */
  die(code = 1006): void {
    if (this.#isEnded) return;
    this.#end(code);
    this.dispatchEvent(new CloseEvent("close", { code }));
  }

  #end(code: number): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#traffic.underWay -= this.#unanswered.size;
    this.#unanswered.clear();
    this.#connection?.closed(code);
  }

  /** From the hub. */
  #answer(frame: string): void {
    for (const line of frame.split("\n")) {
      const event = JSON.parse(line) as ServerEvent;
      if (event.type === "reply" && this.#unanswered.delete(event.ref)) this.#traffic.underWay--;
    }
    if (!this.#network.toClient) return;
    this.#soon(() => {
      if (!this.#isEnded) this.dispatchEvent(new MessageEvent("message", { data: frame }));
    });
  }

  #soon(act: () => void): void {
    this.#traffic.underWay++;
    setImmediate(() => {
      this.#traffic.underWay--;
      this.#traffic.moves++;
      act();
    });
  }
}
