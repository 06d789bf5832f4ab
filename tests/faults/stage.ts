import { ServerProcess } from "../support/server_process.ts";
import { Client, type ClientOptions } from "./client.ts";
import { readRooms } from "./database.ts";
import { FakeClock } from "./fake_clock.ts";
import type { StoredRoom } from "./history.ts";
import { Proxy } from "./proxy.ts";
import { Random } from "./random.ts";
import { SmallDisk } from "./small_disk.ts";
import { delay, until } from "./waiting.ts";

/** Longest a server in order may take to stop, in milliseconds (docs/OPERATIONS.md). */
const STOP_MS = 4_000;
/** Posts of one writer in a burst. */
export const BURST = 20;
/** Somebody may be building beside us: a start that fails is tried again. */
const START_ATTEMPTS = 10;

export interface StageOptions {
  seed: number;
  /** Environment of the server besides what the stage sets. */
  env?: Record<string, string>;
  /** Put the database on a small disk of its own that can be filled, where that is possible. */
  smallDisk?: boolean;
  /** Give the server a wall clock that can be set, where that is possible. */
  fakeClock?: boolean;
}

/** A real server process behind a proxy, the clients of one run, and everything a nemesis may break. */
export class Stage implements AsyncDisposable {
  readonly random: Random;
  readonly dataDir: string;
  readonly disk: SmallDisk | null;
  readonly clock: FakeClock | null;
  readonly proxy: Proxy;
  readonly clients: Client[] = [];
  /** Those of them that post when a fault needs something to be under way. */
  readonly writers: Client[] = [];
  /** What went wrong besides messages: exit codes, stops that took too long. */
  readonly complaints: string[] = [];
  server: ServerProcess;
  readonly #env: Record<string, string>;

  private constructor(
    options: StageOptions,
    parts: Pick<Stage, "dataDir" | "disk" | "clock" | "server"> & { env: Record<string, string> },
  ) {
    this.random = new Random(options.seed);
    this.dataDir = parts.dataDir;
    this.disk = parts.disk;
    this.clock = parts.clock;
    this.server = parts.server;
    this.#env = parts.env;
    this.proxy = new Proxy(parts.server.port);
  }

  static async open(options: StageOptions): Promise<Stage> {
    const dataDir = await Deno.makeTempDir({ prefix: "confab-faults-" });
    const disk = options.smallDisk ? await SmallDisk.mount(dataDir) : null;
    const clock = options.fakeClock ? await FakeClock.find() : null;
    const env = { CONNECTIONS_PER_ADDRESS: "100000", ...clock?.env, ...options.env };
    const server = await start(dataDir, env);
    return new Stage(options, { dataDir, disk, clock, env, server });
  }

  get databasePath(): string {
    return `${this.dataDir}/confab.db`;
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

  /** Ends the server by a signal and starts it again on the same data. */
  async restart(signal: "SIGKILL" | "SIGTERM" | "SIGINT"): Promise<void> {
    await this.stop(signal);
    this.server = await start(this.dataDir, this.#env);
    this.proxy.targetPort = this.server.port;
  }

  /** Ends the server; complains unless it obeyed in time and with code 0. */
  async stop(signal: "SIGKILL" | "SIGTERM" | "SIGINT"): Promise<void> {
    const askedMs = performance.now();
    const code = await this.server.stop(signal);
    const tookMs = Math.round(performance.now() - askedMs);
    if (signal === "SIGKILL") return;
    if (code !== 0) this.complaints.push(`${signal} ended the server with code ${code}`);
    if (tookMs >= STOP_MS) this.complaints.push(`${signal} took ${tookMs} ms`);
  }

  /** Waits until nobody waits for an answer and everybody has the same log, then has everybody write it down
   *  and leave, stops the server and reads the database. */
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
    await this.stop("SIGTERM");
    return readRooms(this.databasePath);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proxy[Symbol.asyncDispose]();
    await Promise.all(this.clients.map((client) => client.finish()));
    await this.server[Symbol.asyncDispose]();
    await this.clock?.[Symbol.asyncDispose]();
    await this.disk?.[Symbol.asyncDispose]();
    await Deno.remove(this.dataDir, { recursive: true });
  }
}

async function start(dataDir: string, env: Record<string, string>): Promise<ServerProcess> {
  for (let attempt = 1;; attempt++) {
    try {
      return await ServerProcess.start({ dataDir, env });
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
      await delay(500);
    }
  }
}
