import { machineArguments, readMachine } from "../../machine.ts";
import { serverPermissions } from "../../permissions.ts";
import { inheritedEnvironment } from "./inherited_environment.ts";

const root = new URL("../..", import.meta.url);

const CHEAP_PASSWORDS = "tests/support/cheap_passwords.ts";

export interface ServerOptions {
  /** Kept after the server stops when given; else a temporary one that goes with it. */
  dataDir?: string;
  /** Environment variables besides PORT and DATA_DIR. */
  env?: Record<string, string>;
  /** 0 (the default) lets the system choose; a restart may ask for the same one again. */
  port?: number;
  /** Most files it may have open. */
  openFiles?: number;
  /** Which permissions of new files it takes away, in octal; without, as everywhere here. */
  umask?: string;
  /** Hashes passwords as it does for people: half a second each. */
  hashesForReal?: boolean;
  /** Keeps what it logs for the test instead of showing it. */
  keepsLog?: boolean;
  /** Told what it logs, as it does; only with `keepsLog`. */
  onLog?: (chunk: string) => void;
  /** The checkout whose server it is, built; this one unless given. */
  folder?: URL;
  /** What runs it; this Deno unless given. */
  deno?: { path: string; version: string };
}

const THIS_DENO = { path: Deno.execPath(), version: Deno.version.deno };

/** The built server as a process of its own, on a real port and a real file, allowed what `deno task serve`
 *  allows it. Passwords cost it next to nothing unless told otherwise. */
export class ServerProcess {
  readonly url: string;
  readonly dataDir: string;
  /** Where its owner's account is made, as it prints it; null when it has an owner. */
  readonly setupLink: string | null;
  readonly #child: Deno.ChildProcess;
  readonly #keepsData: boolean;
  readonly #log: Promise<string>;

  private constructor(
    child: Deno.ChildProcess,
    { url, dataDir, setupLink, keepsData, log }: {
      url: string;
      dataDir: string;
      setupLink: string | null;
      keepsData: boolean;
      log: Promise<string>;
    },
  ) {
    this.#child = child;
    this.url = url;
    this.dataDir = dataDir;
    this.setupLink = setupLink;
    this.#keepsData = keepsData;
    this.#log = log;
  }

  /** Starts it and waits until it has printed its address. */
  static async start(options: ServerOptions = {}): Promise<ServerProcess> {
    const dataDir = options.dataDir ?? await Deno.makeTempDir({ prefix: "confab-server-" });
    const env = {
      PORT: String(options.port ?? 0),
      DATA_DIR: dataDir,
      MESSAGE_RATE: "0",
      ...options.env,
    };
    const child = spawnServer(env, options);
    const log = options.keepsLog ? keepLog(child.stderr, options.onLog) : Promise.resolve("");
    const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    for (let printed = "", chunk = await output.read(); !chunk.done; chunk = await output.read()) {
      printed += chunk.value;
      const url = printed.match(/(http:\/\/\S+)\n/)?.[1];
      if (!url) continue;
      // The server writes no more to it; reading on keeps the pipe from being a leak.
      void output.read().then(() => output.cancel());
      const setupLink = printed.match(/(http\S+\/setup\/\S+)\n/)?.[1] ?? null;
      const keepsData = "dataDir" in options;
      return new ServerProcess(child, { url, dataDir, setupLink, keepsData, log });
    }
    throw new Error(`The server ended with code ${(await child.status).code} before it was up`);
  }

  /** The path of that link. */
  get setupPath(): string | null {
    return this.setupLink && new URL(this.setupLink).pathname;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** The address of its socket. */
  get socketUrl(): string {
    return `${this.url.replace("http", "ws")}/ws`;
  }

  /** What it logged, once it has ended; only with `keepsLog`. */
  get log(): Promise<string> {
    return this.#log;
  }

  /** Sends a signal and waits for the end; the exit code. */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<number> {
    try {
      this.#child.kill(signal);
    } catch {
      // It has ended already; its status tells how.
    }
    return (await this.#child.status).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop("SIGKILL");
    if (!this.#keepsData) await Deno.remove(this.dataDir, { recursive: true });
  }
}

/** Runs the server until it ends by itself, for configurations it must refuse. */
export async function runServer(
  env: Record<string, string>,
  options: Pick<ServerOptions, "deno"> = {},
): Promise<{ code: number; stderr: string }> {
  const child = spawnServer(env, { ...options, keepsLog: true });
  const [{ code }, stderr] = await Promise.all([
    child.status,
    new Response(child.stderr).text(),
    child.stdout.cancel(),
  ]);
  return { code, stderr };
}

/** All that a server logs until it ends. */
async function keepLog(
  stderr: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLog: (chunk: string) => void = () => {},
): Promise<string> {
  let log = "";
  for await (const chunk of stderr.pipeThrough(new TextDecoderStream())) {
    log += chunk;
    onLog(chunk);
  }
  return log;
}

function spawnServer(
  env: Record<string, string>,
  { openFiles, umask, keepsLog, hashesForReal = false, folder = root, deno = THIS_DENO }:
    ServerOptions,
): Deno.ChildProcess {
  const preload = hashesForReal ? [] : ["--preload", CHEAP_PASSWORDS];
  const permissions = serverPermissions(env, deno.version);
  const machine = machineArguments({ ...readMachine(), ...(openFiles && { openFiles }) });
  const run = [deno.path, "run", "--cached-only", ...permissions, ...preload];
  const server = [...run, "main.ts", ...machine];
  const limits = [
    ...(openFiles === undefined ? [] : [`ulimit -n ${openFiles}`]),
    ...(umask === undefined ? [] : [`umask ${umask}`]),
  ];
  const limited = ["sh", "-c", [...limits, 'exec "$@"'].join("; "), "sh", ...server];
  const [command, ...args] = limits.length === 0 ? server : limited;
  return new Deno.Command(command!, {
    args,
    cwd: folder,
    clearEnv: true,
    env: { ...inheritedEnvironment(), NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: keepsLog ? "piped" : "inherit",
  }).spawn();
}
