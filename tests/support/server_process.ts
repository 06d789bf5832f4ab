const root = new URL("../..", import.meta.url);

export interface ServerOptions {
  /** Kept after the server stops when given; else a temporary one that goes with it. */
  dataDir?: string;
  /** Environment variables besides PORT and DATA_DIR. */
  env?: Record<string, string>;
  /** 0 (the default) lets the system choose; a restart may ask for the same one again. */
  port?: number;
}

/** The built server as a process of its own, on a real port and a real file. */
export class ServerProcess {
  readonly url: string;
  readonly dataDir: string;
  readonly #child: Deno.ChildProcess;
  readonly #keepsData: boolean;

  private constructor(
    child: Deno.ChildProcess,
    { url, dataDir, keepsData }: { url: string; dataDir: string; keepsData: boolean },
  ) {
    this.#child = child;
    this.url = url;
    this.dataDir = dataDir;
    this.#keepsData = keepsData;
  }

  /** Starts it and waits until it has printed its address. */
  static async start(options: ServerOptions = {}): Promise<ServerProcess> {
    const dataDir = options.dataDir ?? await Deno.makeTempDir({ prefix: "confab-server-" });
    const child = spawnServer({
      PORT: String(options.port ?? 0),
      DATA_DIR: dataDir,
      MESSAGE_RATE: "0",
      ...options.env,
    });
    const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    for (let printed = "", chunk = await output.read(); !chunk.done; chunk = await output.read()) {
      printed += chunk.value;
      const url = printed.match(/(http:\/\/\S+)\n/)?.[1];
      if (!url) continue;
      // The server writes no more to it; reading on keeps the pipe from being a leak.
      void output.read().then(() => output.cancel());
      return new ServerProcess(child, { url, dataDir, keepsData: "dataDir" in options });
    }
    throw new Error(`The server ended with code ${(await child.status).code} before it was up`);
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
): Promise<{ code: number; stderr: string }> {
  const child = spawnServer(env, "piped");
  const [{ code }, stderr] = await Promise.all([
    child.status,
    new Response(child.stderr).text(),
    child.stdout.cancel(),
  ]);
  return { code, stderr };
}

function spawnServer(
  env: Record<string, string>,
  stderr: "inherit" | "piped" = "inherit",
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--cached-only", "main.ts"],
    cwd: root,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr,
  }).spawn();
}
