import { type ServerOptions, ServerProcess } from "../support/server_process.ts";
import { integrityTrouble, readRooms } from "./database.ts";
import { FakeClock } from "./fake_clock.ts";
import type { StoredRoom } from "./history.ts";
import { Proxy } from "./proxy.ts";
import { Scene } from "./scene.ts";
import { SmallDisk } from "./small_disk.ts";
import { delay } from "./waiting.ts";

/** Longest a server in order may take to stop, in milliseconds (docs/OPERATIONS.md). */
const STOP_MS = 4_000;
/** Somebody may be building beside us: a start that fails is tried again. */
const START_ATTEMPTS = 10;

export type StopSignal = "SIGKILL" | "SIGTERM" | "SIGINT";

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
export class Stage extends Scene {
  readonly dataDir: string;
  readonly disk: SmallDisk | null;
  readonly clock: FakeClock | null;
  readonly proxy: Proxy;
  server: ServerProcess;
  readonly #env: Record<string, string>;

  private constructor(
    options: StageOptions,
    parts: Pick<Stage, "dataDir" | "disk" | "clock" | "server"> & { env: Record<string, string> },
  ) {
    super(options.seed);
    this.dataDir = parts.dataDir;
    this.disk = parts.disk;
    this.clock = parts.clock;
    this.server = parts.server;
    this.#env = parts.env;
    this.proxy = new Proxy([parts.server.port]);
  }

  static async open(options: StageOptions): Promise<Stage> {
    const dataDir = await Deno.makeTempDir({ prefix: "confab-faults-" });
    const disk = options.smallDisk ? await SmallDisk.mount(dataDir) : null;
    const clock = options.fakeClock ? await FakeClock.find() : null;
    const env = { CONNECTIONS_PER_ADDRESS: "100000", ...clock?.env, ...options.env };
    const server = await start({ dataDir, env });
    return new Stage(options, { dataDir, disk, clock, env, server });
  }

  get databasePath(): string {
    return `${this.dataDir}/confab.db`;
  }

  /** Ends the server by a signal and starts it again on the same data. */
  async restart(signal: StopSignal): Promise<void> {
    await this.stop(signal);
    this.server = await start({ dataDir: this.dataDir, env: this.#env });
    this.proxy.targetPorts = [this.server.port];
  }

  /** Ends the server; complains unless it obeyed in time and with code 0. */
  async stop(signal: StopSignal): Promise<void> {
    this.complaints.push(...await stop(this.server, signal));
  }

  protected async readStopped(): Promise<StoredRoom[]> {
    await this.stop("SIGTERM");
    return readRooms(this.databasePath);
  }

  storageTrouble(): string[] {
    return integrityTrouble(this.databasePath);
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

/** Ends a server. What is to complain of: unless it is killed it has to obey in time and with code 0. */
export async function stop(server: ServerProcess, signal: StopSignal): Promise<string[]> {
  const askedMs = performance.now();
  const code = await server.stop(signal);
  const tookMs = Math.round(performance.now() - askedMs);
  if (signal === "SIGKILL") return [];
  return [
    ...(code === 0 ? [] : [`${signal} ended the server with code ${code}`]),
    ...(tookMs < STOP_MS ? [] : [`${signal} took ${tookMs} ms`]),
  ];
}

/** Starts a server. */
export async function start(options: ServerOptions): Promise<ServerProcess> {
  for (let attempt = 1;; attempt++) {
    try {
      return await ServerProcess.start(options);
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
      await delay(500);
    }
  }
}
