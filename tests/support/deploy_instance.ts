import { inheritedEnvironment } from "./inherited_environment.ts";

const THIS_DENO = Deno.execPath();

/** Shows a test's server how it is started by Deno Deploy: all permissions, no arguments, a tree in which nothing can be
 *  written, a temporary folder that goes with the instance, and the variables that the platform sets. */
export class DeployInstance implements AsyncDisposable {
  /** Where it answers, by http: the platform's part is played by the test. */
  readonly url: string;
  /** From the start of the process until it listened, in milliseconds. */
  readonly startedInMs: number;
  readonly temporary: string;
  readonly #child: Deno.ChildProcess;
  readonly #log: Promise<string>;

  private constructor(
    child: Deno.ChildProcess,
    { url, startedInMs, temporary, log }: {
      url: string;
      startedInMs: number;
      temporary: string;
      log: Promise<string>;
    },
  ) {
    this.#child = child;
    this.url = url;
    this.startedInMs = startedInMs;
    this.temporary = temporary;
    this.#log = log;
  }

  /** @param folder the tree, built
   *  @param env of the app, such as its database
   *  @param deno what runs it; this Deno unless given */
  static async start(
    folder: string,
    { env = {}, deno = THIS_DENO }: { env?: Record<string, string>; deno?: string } = {},
  ): Promise<DeployInstance> {
    const temporary = await Deno.makeTempDir({ prefix: "confab-instance-" });
    const startedAt = performance.now();
    const child = new Deno.Command(deno, {
      args: ["run", "--allow-all", "--cached-only", "main.ts"],
      cwd: folder,
      clearEnv: true,
      env: {
        ...inheritedEnvironment(),
        NO_COLOR: "1",
        TMPDIR: temporary,
        DENO_DEPLOY: "true",
        DENO_DEPLOY_BUILD_ID: "tested",
        DENO_TIMELINE: "production",
        DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0",
        ...env,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const log = new Response(child.stderr).text();
    const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    for (let printed = "", chunk = await output.read(); !chunk.done; chunk = await output.read()) {
      printed += chunk.value;
      const url = /(http:\/\/\S+)\n/.exec(printed)?.[1];
      if (!url) continue;
      const startedInMs = performance.now() - startedAt;
      void output.read().then(() => output.cancel());
      return new DeployInstance(child, { url, startedInMs, temporary, log });
    }
    throw new Error(
      `It ended with code ${(await child.status).code} before it was up: ${await log}`,
    );
  }

  /** The address of its socket. */
  get socketUrl(): string {
    return `${this.url.replace("http", "ws")}/ws`;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** What it logged, once it has ended. */
  get log(): Promise<string> {
    return this.#log;
  }

  /** Sends a signal, as the platform sends SIGINT; the exit code and how long the end took, in milliseconds. */
  async stop(signal: Deno.Signal = "SIGINT"): Promise<{ code: number; tookMs: number }> {
    const sentAt = performance.now();
    try {
      this.#child.kill(signal);
    } catch {
      // It has ended already; its status tells how.
    }
    const { code } = await this.#child.status;
    return { code, tookMs: performance.now() - sentAt };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop("SIGKILL");
    await Deno.remove(this.temporary, { recursive: true });
  }
}
