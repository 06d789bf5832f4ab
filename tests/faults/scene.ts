import type { CheckOptions } from "./checker.ts";
import { Client, type ClientOptions } from "./client.ts";
import type { StoredRoom } from "./history.ts";
import type { Proxy } from "./proxy.ts";
import { Random } from "./random.ts";
import { until } from "./waiting.ts";

/** Posts of one writer in a burst. */
export const BURST = 20;

/** The clients of one run, before whatever it is that they are served by. */
export abstract class Scene implements AsyncDisposable {
  readonly random: Random;
  readonly clients: Client[] = [];
  /** Those of them that post when a fault needs something to be under way. */
  readonly writers: Client[] = [];
  /** What went wrong besides messages: exit codes, stops that took too long. */
  readonly complaints: string[] = [];
  /** How what they saw is to be judged. */
  readonly checks: CheckOptions = {};
  /** What they come in through. */
  abstract readonly proxy: Proxy;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** A client that comes in through the proxy. */
  client(name: string, options: Partial<ClientOptions> = {}): Client {
    const client = new Client({
      name,
      room: "general",
      url: () => this.proxy.socketUrl,
      random: this.random.fork(),
      ...options,
    });
    this.clients.push(client);
    return client;
  }

  /** Has every writer post much at once, so that a fault a few milliseconds later hits something. */
  burst(): void {
    for (const writer of this.writers) {
      for (let i = 0; i < BURST; i++) void writer.post(`burst ${this.random.next()}`);
    }
  }

  /** Waits until nobody waits for an answer and everybody has the same log, then has everybody write it down
   *  and leave, stops what they were served by and reads the database. */
  async finish(): Promise<StoredRoom[]> {
    const { clients } = this;
    const settled = await until(30_000, () => {
      const newest = Math.max(...clients.map(({ log }) => log.version ?? 0));
      return clients.every((client) =>
        client.unackedCount === 0 && client.isLive && client.log.version === newest
      );
    });
    if (!settled) {
      const late = clients.map(({ name, unackedCount, isLive, log }) =>
        `${name}: ${unackedCount} unacked, ${isLive ? "live" : "away"}, at ${log.version}`
      );
      this.complaints.push(`the clients never settled (${late.join("; ")})`);
    }
    await Promise.all(clients.map((client) => client.finish()));
    return await this.readStopped();
  }

  /** Stops what the clients were served by, and reads what it stored. */
  protected abstract readStopped(): Promise<StoredRoom[]>;

  /** What is wrong with the storage itself. */
  abstract storageTrouble(): string[];

  abstract [Symbol.asyncDispose](): Promise<void>;
}
