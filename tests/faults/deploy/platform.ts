import { DeployInstance } from "../../support/deploy_instance.ts";
import { DeployTree } from "../../support/deploy_tree.ts";
import { PostgresServer } from "../../support/postgres_server.ts";
import type { StoredRoom } from "../history.ts";
import { readStoredRooms } from "../instances/stored_rooms.ts";
import { Proxy } from "../proxy.ts";
import { Scene } from "../scene.ts";
import { delay } from "../waiting.ts";

/** How long the platform waits after SIGINT before it kills, and how soon we promise to have ended, in milliseconds. */
const KILL_MS = 5_000;
const STOP_MS = 4_000;
/** Where the machine does more than this. */
const START_ATTEMPTS = 3;

export interface PlatformOptions {
  seed: number;
  /** What runs the instances. */
  deno: string;
  /** How many instances there are at first. */
  count: number;
}

/** Deno Deploy as it is documented: instances over one tree in which nothing can be written, each with a temporary folder
 *  that is thrown away with it, started and stopped at any time, on one PostgreSQL. */
export class Platform extends Scene {
  readonly proxy = new Proxy([]);
  readonly instances: DeployInstance[] = [];
  readonly #deno: string;
  readonly #tree: DeployTree;
  readonly #database: PostgresServer;
  readonly #databaseUrl: string;

  private constructor(
    { seed, deno }: PlatformOptions,
    { tree, database, databaseUrl }: {
      tree: DeployTree;
      database: PostgresServer;
      databaseUrl: string;
    },
  ) {
    super(seed);
    this.#deno = deno;
    this.#tree = tree;
    this.#database = database;
    this.#databaseUrl = databaseUrl;
  }

  static async open(options: PlatformOptions): Promise<Platform> {
    const [tree, database] = await Promise.all([DeployTree.make(), PostgresServer.start()]);
    const databaseUrl = await database.createDatabase();
    const platform = new Platform(options, { tree, database, databaseUrl });
    for (let i = 0; i < options.count; i++) await platform.add();
    return platform;
  }

  /** One more instance, which is sent people from then on. */
  async add(): Promise<void> {
    const env = {
      DATABASE_URL: this.#databaseUrl,
      MESSAGE_RATE: "0",
      CONNECTIONS_PER_ADDRESS: "100000",
    };
    this.instances.push(await this.#start(env));
    this.#route();
  }

  /** The platform starts another one when one ends before it is up. */
  async #start(env: Record<string, string>): Promise<DeployInstance> {
    for (let attempt = 1;; attempt++) {
      try {
        return await DeployInstance.start(this.#tree.path, { deno: this.#deno, env });
      } catch (error) {
        if (attempt === START_ATTEMPTS) throw error;
        await delay(500);
      }
    }
  }

  /** Sends nobody new to an instance, tells it to go, and kills it if it has not gone in time. */
  async evict(instance: DeployInstance): Promise<void> {
    this.#remove(instance);
    const kill = setTimeout(() => {
      this.complaints.push(`SIGINT: still there after ${KILL_MS} ms`);
      void instance.stop("SIGKILL");
    }, KILL_MS);
    const { code, tookMs } = await instance.stop("SIGINT");
    clearTimeout(kill);
    if (code !== 0) this.complaints.push(`SIGINT ended an instance with code ${code}`);
    if (tookMs >= STOP_MS) this.complaints.push(`SIGINT took ${Math.round(tookMs)} ms`);
    await this.#throwAway(instance);
  }

  /** An instance is gone from one moment to the next. */
  async lose(instance: DeployInstance): Promise<void> {
    await instance.stop("SIGKILL");
    this.#remove(instance);
    await this.#throwAway(instance);
  }

  storageTrouble(): string[] {
    return [];
  }

  protected async readStopped(): Promise<StoredRoom[]> {
    await Promise.all([...this.instances].map((instance) => this.evict(instance)));
    return await readStoredRooms(this.#databaseUrl);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proxy[Symbol.asyncDispose]();
    await Promise.all(this.clients.map((client) => client.finish()));
    for (const instance of this.instances) await instance[Symbol.asyncDispose]();
    await this.#database[Symbol.asyncDispose]();
    await this.#tree[Symbol.asyncDispose]();
  }

  #remove(instance: DeployInstance): void {
    this.instances.splice(this.instances.indexOf(instance), 1);
    this.#route();
  }

  #route(): void {
    this.proxy.targetPorts = this.instances.map(({ url }) => Number(new URL(url).port));
  }

  /** Nothing that was worth keeping may have been in its folder. */
  async #throwAway(instance: DeployInstance): Promise<void> {
    for await (const { name } of Deno.readDir(instance.temporary)) {
      this.complaints.push(`an instance wrote "${name}" into its temporary folder`);
    }
    await instance[Symbol.asyncDispose]();
  }
}
