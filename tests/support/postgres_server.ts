import { readPostgresSettings } from "../../postgres/settings.ts";
import { PostgresConnection } from "../../postgres/connection.ts";
import { freePort } from "./free_port.ts";

/** Where Debian puts the programs of each version. */
const DEBIAN = "/usr/lib/postgresql";
/** Who runs it where we are root, which PostgreSQL refuses to be. */
const USERS = ["postgres", "nobody"];
/** Enough for a few stores at once; no test needs what was written to outlive the machine. */
const OPTIONS = ["fsync=off", "full_page_writes=off", "max_connections=200", "shared_buffers=64MB"];

/** Whether tests can have a PostgreSQL: the one that DATABASE_URL names, or the programs to run one with. */
export function havePostgres(): boolean {
  return givenUrl() !== undefined || PostgresServer.isInstalled;
}

/** A fresh database for whoever asks, on one server for all tests of a file; all are gone after the last test.
 *  @returns its DATABASE_URL */
export function testDatabases(): () => Promise<string> {
  let server: PostgresServer | undefined;
  const made: string[] = [];
  Deno.test.beforeAll(async () => {
    if (givenUrl() === undefined) server = await PostgresServer.start();
  });
  Deno.test.afterAll(async () => {
    if (server) return await server[Symbol.asyncDispose]();
    for (const name of made) await command(givenUrl()!, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  return async () => {
    const given = givenUrl();
    if (given === undefined) return await server!.createDatabase();
    const { name, url } = await createDatabase(given);
    made.push(name);
    return url;
  };
}

/** A PostgreSQL of its own in a temporary folder, which can be stopped and started. */
export class PostgresServer implements AsyncDisposable {
  readonly #folder: string;
  readonly #port: number;
  readonly #settings: string[];

  private constructor(
    folder: string,
    { port, settings }: { port: number; settings: string[] },
  ) {
    this.#folder = folder;
    this.#port = port;
    this.#settings = settings;
  }

  /** Whether its programs are on this machine. */
  static get isInstalled(): boolean {
    return programs() !== null;
  }

  /** @param settings more than it needs, such as "ssl=on" */
  static async start(settings: string[] = []): Promise<PostgresServer> {
    const folder = await Deno.makeTempDir({ prefix: "confab-postgres-" });
    const { uid, gid } = owner();
    if (uid !== undefined) await Deno.chown(folder, uid, gid ?? null);
    const data = `${folder}/data`;
    // What it is compared with is C: any other order of names has to be asked for.
    const locale = ["--encoding=UTF8", "--locale=C.UTF-8"];
    await run("initdb", [
      `--pgdata=${data}`,
      "--auth=trust",
      "--username=postgres",
      "--no-sync",
      ...locale,
    ]);
    const server = new PostgresServer(folder, { port: freePort(), settings });
    await server.start();
    return server;
  }

  /** The address of a database in it. */
  url(database = "postgres"): string {
    return `postgres://postgres@127.0.0.1:${this.#port}/${database}`;
  }

  /** Makes an empty database; its address. */
  async createDatabase(): Promise<string> {
    return (await createDatabase(this.url())).url;
  }

  /** Starts it again on the same port, and waits until it answers. */
  async start(): Promise<void> {
    const settings = [
      `port=${this.#port}`,
      "listen_addresses=127.0.0.1",
      `unix_socket_directories=${this.#folder}`,
      ...OPTIONS,
      ...this.#settings,
    ];
    const options = settings.map((setting) => `-c ${setting}`).join(" ");
    await this.#control("start", `--options=${options}`, `--log=${this.#folder}/log`);
  }

  /** "fast" ends connections in order; "immediate" is as good as a crash. */
  async stop(mode: "fast" | "immediate" = "fast"): Promise<void> {
    await this.#control("stop", `--mode=${mode}`);
  }

  /** The process of the server itself, above those of its connections. */
  get pid(): number {
    return Number(Deno.readTextFileSync(`${this.#folder}/data/postmaster.pid`).split("\n")[0]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop("immediate").catch(() => {});
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #control(action: string, ...args: string[]): Promise<void> {
    await run("pg_ctl", [action, `--pgdata=${this.#folder}/data`, "--wait", "--silent", ...args]);
  }
}

function givenUrl(): string | undefined {
  return Deno.env.get("DATABASE_URL") || undefined;
}

async function createDatabase(url: string): Promise<{ name: string; url: string }> {
  const name = `confab_test_${crypto.randomUUID().replaceAll("-", "")}`;
  await command(url, `CREATE DATABASE ${name}`);
  const of = new URL(url);
  of.pathname = `/${name}`;
  return { name, url: of.href };
}

/** Empties a database that has our schema: in a hundredth of the time that another one takes. */
export async function emptyDatabase(url: string): Promise<void> {
  await command(url, EMPTY);
}

/** What refers to something else may only go before it: so all is tried as often as there are such steps. */
const EMPTY = `
  DO $$
  DECLARE name TEXT;
  BEGIN
    FOR step IN 1..3 LOOP
      FOR name IN
        SELECT tablename FROM pg_tables WHERE schemaname = current_schema()
          AND tablename NOT IN ('confab_schema', 'epoch', 'room_deletions', 'accounts_revision')
      LOOP
        BEGIN
          EXECUTE format('DELETE FROM %I', name);
        EXCEPTION WHEN foreign_key_violation THEN
          NULL;
        END;
      END LOOP;
    END LOOP;
    UPDATE room_deletions SET revision = 0;
  END $$`;

async function command(url: string, sql: string): Promise<void> {
  const settings = readPostgresSettings({ DATABASE_URL: url })!;
  const connection = await PostgresConnection.open(settings, { name: "confab tests" });
  try {
    await connection.run(sql);
  } finally {
    await connection.close();
  }
}

/** The folder of the newest version's programs; null when there is none. */
function programs(): string | null {
  const versions = (() => {
    try {
      return [...Deno.readDirSync(DEBIAN)].map(({ name }) => Number(name));
    } catch {
      return [];
    }
  })();
  const [newest] = versions.filter((version) => version >= 15).sort((a, b) => b - a);
  return newest === undefined ? null : `${DEBIAN}/${newest}/bin`;
}

/** Who the programs run as; nobody in particular unless we are root. */
export function owner(): { uid?: number; gid?: number } {
  if (Deno.uid() !== 0) return {};
  const lines = Deno.readTextFileSync("/etc/passwd").split("\n").map((line) => line.split(":"));
  const found = USERS.map((user) => lines.find(([name]) => name === user)).find((line) => line);
  return { uid: Number(found![2]), gid: Number(found![3]) };
}

async function run(program: string, args: string[]): Promise<void> {
  // Not through a pipe, which a server that stays would keep open.
  const { success } = await new Deno.Command(`${programs()}/${program}`, {
    args,
    cwd: "/",
    ...owner(),
    env: { LC_ALL: "C" },
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`${program} ${args[0]} failed`);
}
