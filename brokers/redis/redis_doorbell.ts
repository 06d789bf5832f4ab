import { createClient } from "@redis/client";
import type { Logger } from "../../hub/ports/logger.ts";
import type { Doorbell, OpenDoorbell } from "../postgres/doorbell.ts";

/** What hubs hear each other on, where the address says nothing else: `?channel=` keeps several servers on one Redis
 *  apart. */
const CHANNEL = "confab";
/** Pauses between attempts to connect, in milliseconds; each is doubled. */
const RETRY_MS = { least: 100, most: 3_000 };
const CONNECT_MS = 3_000;
/** How often it is asked whether it is still there, in milliseconds. */
const PING_MS = 10_000;

/** Rings by Redis or Valkey: PUBLISH and SUBSCRIBE on one channel. Nothing is kept there.
 *  @param url redis:// or rediss://, with user and password where it wants them */
export function redisDoorbell(url: string, logger: Logger): OpenDoorbell {
  return (hear) => new RedisDoorbell(url, { logger, hear });
}

class RedisDoorbell implements Doorbell {
  readonly #logger: Logger;
  readonly #channel: string;
  /** One that subscribes can do nothing else. */
  readonly #publisher: ReturnType<typeof connect>;
  readonly #subscriber: ReturnType<typeof connect>;
  #isSubscribed = false;
  #isAway = false;
  #isClosed = false;

  constructor(
    url: string,
    { logger, hear }: { logger: Logger; hear: (word: string) => void },
  ) {
    this.#logger = logger;
    const address = new URL(url);
    this.#channel = address.searchParams.get("channel") ?? CHANNEL;
    address.search = "";
    this.#publisher = connect(address.href);
    this.#subscriber = connect(address.href);
    for (const client of [this.#publisher, this.#subscriber]) {
      client.on("error", (error: Error) => this.#noteLoss(error));
      client.on("ready", () => this.#noteReturn());
      // Rejects only when it is closed before it was ever open.
      client.connect().catch(() => {});
    }
    this.#subscriber.on("ready", () => void this.#subscribe(hear));
  }

  get isConnected(): boolean {
    return this.#publisher.isReady && this.#subscriber.isReady && this.#isSubscribed;
  }

  ring(word: string): void {
    // What is not told is read from the table.
    if (this.#publisher.isReady) this.#publisher.publish(this.#channel, word).catch(() => {});
  }

  close(): void {
    this.#isClosed = true;
    for (const client of [this.#publisher, this.#subscriber]) client.destroy();
  }

  /** The client renews a subscription by itself, but not one that was lost on its way. */
  async #subscribe(hear: (word: string) => void): Promise<void> {
    if (this.#isSubscribed) return;
    try {
      await this.#subscriber.subscribe(this.#channel, hear);
      this.#isSubscribed = true;
    } catch (error) {
      this.#noteLoss(error as Error);
    }
  }

  /** Once for an outage, however often it is tried. */
  #noteLoss(error: Error & { code?: string }): void {
    if (this.#isAway || this.#isClosed) return;
    this.#isAway = true;
    const what = error.message || error.code || error.name;
    this.#logger.warn("Redis is away: news of other servers is read from the database", {
      error: what,
    });
  }

  #noteReturn(): void {
    if (!this.#isAway || !this.#publisher.isReady || !this.#subscriber.isReady) return;
    this.#isAway = false;
    this.#logger.info("Redis is back");
  }
}

function connect(url: string) {
  return createClient({
    url,
    disableOfflineQueue: false,
    pingInterval: PING_MS,
    socket: {
      connectTimeout: CONNECT_MS,
      reconnectStrategy: (attempts) => {
        const ms = Math.min(RETRY_MS.least * 2 ** attempts, RETRY_MS.most);
        return ms * (0.5 + Math.random());
      },
    },
  });
}
