import { freePort } from "./free_port.ts";

/** A Redis of its own that keeps nothing on disk; it can be killed and started again on the same port. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  #child: Deno.ChildProcess | null = null;

  private constructor(port: number) {
    this.port = port;
  }

  /** Whether the program is on this machine. */
  static get isInstalled(): boolean {
    try {
      return new Deno.Command("redis-server", { args: ["--version"], stdout: "null" })
        .outputSync().success;
    } catch {
      return false;
    }
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(freePort());
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const child = new Deno.Command("redis-server", {
      args: ["--port", String(this.port), "--bind", "127.0.0.1", "--save", "", "--dir", "/tmp"],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#child = child;
    const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    for (let printed = ""; !/Ready to accept connections/.test(printed);) {
      const chunk = await output.read();
      if (chunk.done) throw new Error(`redis-server ended: ${printed}`);
      printed += chunk.value;
    }
    void (async () => {
      while (!(await output.read()).done);
    })();
  }

  /** Empties it. */
  async flushAll(): Promise<void> {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: this.port });
    await connection.write(new TextEncoder().encode("FLUSHALL\r\n"));
    await connection.read(new Uint8Array(64));
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child) return;
    child.kill("SIGKILL");
    await child.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
