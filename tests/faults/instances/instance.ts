import type { ServerProcess } from "../../support/server_process.ts";
import { type Link, Proxy } from "../proxy.ts";
import type { Random } from "../random.ts";
import { start, stop, type StopSignal } from "../stage.ts";
import { notificationFilter } from "./notification_filter.ts";

/** What a broker's connection to PostgreSQL is called (brokers/postgres/postgres_broker.ts). */
const BROKER = "confab broker";

/** What becomes of the notifications on one instance's way from the database. */
class Loss {
  /** The part of them that is lost. */
  share = 0;
}

/** One of several servers on one database, which it reaches through a proxy of its own. */
export class Instance implements AsyncDisposable {
  server: ServerProcess;
  /** Whether it was stopped and does not go on yet. */
  isStopped = false;
  readonly #dataDir: string;
  readonly #env: Record<string, string>;
  readonly #database: Proxy;
  readonly #loss: Loss;

  private constructor(
    server: ServerProcess,
    { dataDir, env, database, loss }: {
      dataDir: string;
      env: Record<string, string>;
      database: Proxy;
      loss: Loss;
    },
  ) {
    this.server = server;
    this.#dataDir = dataDir;
    this.#env = env;
    this.#database = database;
    this.#loss = loss;
  }

  /** @param databaseUrl on 127.0.0.1 */
  static async start(
    databaseUrl: string,
    { env, random }: { env: Record<string, string>; random: Random },
  ): Promise<Instance> {
    const dataDir = await Deno.makeTempDir({ prefix: "confab-instance-" });
    const loss = new Loss();
    const url = new URL(databaseUrl);
    const database = new Proxy([Number(url.port)], {
      filter: () => notificationFilter(() => random.next() < loss.share),
    });
    url.port = String(database.port);
    url.search = "sslmode=disable";
    const all = { CONNECTIONS_PER_ADDRESS: "100000", ...env, DATABASE_URL: url.href };
    const server = await start({ dataDir, env: all });
    return new Instance(server, { dataDir, env: all, database, loss });
  }

  get port(): number {
    return this.server.port;
  }

  /** Its connections to the database, all or the broker's alone. */
  databaseLinks(whose: "all" | "broker" = "all"): Link[] {
    return this.#database.links.filter(({ opening }) =>
      whose === "all" || opening.includes(BROKER)
    );
  }

  healDatabase(): void {
    this.#loss.share = 0;
    this.#database.heal();
  }

  /** Loses this part of the notifications until `healDatabase`. */
  loseNotifications(share: number): void {
    this.#loss.share = share;
  }

  /** Ends it by a signal. What is to complain of. */
  stop(signal: StopSignal): Promise<string[]> {
    return stop(this.server, signal);
  }

  /** Starts it again. */
  async start(): Promise<void> {
    this.server = await start({ dataDir: this.#dataDir, env: this.#env });
  }

  /** It stands still, until `goOn`. */
  standStill(): void {
    this.isStopped = true;
    Deno.kill(this.server.pid, "SIGSTOP");
  }

  goOn(): void {
    this.isStopped = false;
    Deno.kill(this.server.pid, "SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.#database[Symbol.asyncDispose]();
    await Deno.remove(this.#dataDir, { recursive: true });
  }
}
