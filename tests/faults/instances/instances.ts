import { PostgresServer } from "../../support/postgres_server.ts";
import { RedisServer } from "../../support/redis_server.ts";
import type { CheckOptions } from "../checker.ts";
import type { StoredRoom } from "../history.ts";
import { Proxy } from "../proxy.ts";
import { Random } from "../random.ts";
import { Scene } from "../scene.ts";
import type { StopSignal } from "../stage.ts";
import { Instance } from "./instance.ts";
import { readStoredRooms } from "./stored_rooms.ts";

export interface InstancesOptions {
  seed: number;
  /** How many servers. */
  count: number;
  /** Whether they tell each other by Redis. */
  withRedis?: boolean;
  /** Environment of the servers besides what is set here. */
  env?: Record<string, string>;
}

/** Several real server processes on one PostgreSQL, behind a proxy that gives each its turn. */
export class Instances extends Scene {
  override readonly checks: CheckOptions = { losesRefusals: true };
  readonly proxy: Proxy;
  readonly database: PostgresServer;
  readonly redis: RedisServer | null;
  readonly all: Instance[];
  readonly #databaseUrl: string;

  private constructor(
    { seed }: InstancesOptions,
    { database, redis, all, databaseUrl }: {
      database: PostgresServer;
      redis: RedisServer | null;
      all: Instance[];
      databaseUrl: string;
    },
  ) {
    super(seed);
    this.database = database;
    this.redis = redis;
    this.all = all;
    this.#databaseUrl = databaseUrl;
    this.proxy = new Proxy([]);
    this.balance();
  }

  static async open(options: InstancesOptions): Promise<Instances> {
    const database = await PostgresServer.start();
    const redis = options.withRedis ? await RedisServer.start() : null;
    const databaseUrl = await database.createDatabase();
    const random = new Random(options.seed);
    const env = { ...redis && { BROKER_URL: redis.url }, ...options.env };
    const all: Instance[] = [];
    for (let i = 0; i < options.count; i++) {
      all.push(await Instance.start(databaseUrl, { env, random: random.fork() }));
    }
    return new Instances(options, { database, redis, all, databaseUrl });
  }

  /** What stands in front of several servers has found out which of them answer. */
  balance(): void {
    this.proxy.targetPorts = this.all.filter(({ isStopped }) => !isStopped).map(({ port }) => port);
  }

  /** Ends one by a signal while the others serve, and starts it again. */
  async restart(instance: Instance, signal: StopSignal): Promise<void> {
    this.complaints.push(...await instance.stop(signal));
    await instance.start();
    this.balance();
  }

  /** Breaks every connection that anybody has to the database, wherever in a transaction. */
  cutDatabase(): void {
    for (const instance of this.all) {
      for (const link of instance.databaseLinks()) link.cutAfter(this.random.between(0, 4_000));
    }
  }

  protected async readStopped(): Promise<StoredRoom[]> {
    const complaints = await Promise.all(this.all.map((instance) => instance.stop("SIGTERM")));
    this.complaints.push(...complaints.flat());
    return await readStoredRooms(this.#databaseUrl);
  }

  storageTrouble(): string[] {
    return [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proxy[Symbol.asyncDispose]();
    await Promise.all(this.clients.map((client) => client.finish()));
    for (const instance of this.all) await instance[Symbol.asyncDispose]();
    await this.redis?.[Symbol.asyncDispose]();
    await this.database[Symbol.asyncDispose]();
  }
}
