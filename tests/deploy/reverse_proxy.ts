import { assert, assertEquals } from "@std/assert";
import { inheritedEnvironment } from "../support/inherited_environment.ts";

const root = new URL("../..", import.meta.url).pathname;

/** Longest a proxy may take to listen, in milliseconds. */
const START_MS = 20_000;

/** By this nginx takes a request here to come from whatever address it names: a machine has few of its own. */
export const ADDRESS_HEADER = "x-test-address";

export type ProxyName = "caddy" | "nginx";

/** A proxy with what deploy/ has for it, on a port of 127.0.0.1 without TLS; all else is as it stands in the file. */
export class ReverseProxy implements AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly #name: ProxyName;
  readonly #child: Deno.ChildProcess;
  readonly #folder: string;

  private constructor(
    child: Deno.ChildProcess,
    { name, port, folder }: { name: ProxyName; port: number; folder: string },
  ) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#name = name;
    this.#child = child;
    this.#folder = folder;
  }

  /** Starts it in front of a port of this machine, and waits until it listens.
   *  @param port its own, as `freePort` gives one */
  static async start(name: ProxyName, port: number, serverPort: number): Promise<ReverseProxy> {
    const folder = await Deno.makeTempDir({ prefix: `confab-${name}-` });
    const ports = { port, serverPort };
    const child = await (name === "caddy" ? startCaddy(folder, ports) : startNginx(folder, ports));
    const proxy = new ReverseProxy(child, { name, port, folder });
    await untilItListens(port);
    return proxy;
  }

  get socketUrl(): string {
    return `${this.url.replace("http", "ws")}/ws`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // nginx has other processes, which end with the first only when it is told; Caddy waits for its sockets then.
    this.#child.kill(this.#name === "nginx" ? "SIGTERM" : "SIGKILL");
    await this.#child.status;
    await Deno.remove(this.#folder, { recursive: true });
  }
}

interface Ports {
  port: number;
  serverPort: number;
}

async function startCaddy(folder: string, { port, serverPort }: Ports) {
  const env = {
    ...inheritedEnvironment(),
    HOME: folder,
    SITE: `http://127.0.0.1:${port}`,
    UPSTREAM: `127.0.0.1:${serverPort}`,
  };
  const { stdout } = await new Deno.Command("caddy", {
    args: ["adapt", "--config", `${root}/deploy/Caddyfile`, "--adapter", "caddyfile"],
    clearEnv: true,
    env,
    stderr: "null",
  }).output();
  const config = JSON.parse(new TextDecoder().decode(stdout));
  // Its own port for administration is one for all of a machine.
  const ours = {
    ...config,
    admin: { disabled: true },
    logging: { logs: { default: { level: "ERROR" } } },
  };
  const path = `${folder}/caddy.json`;
  await Deno.writeTextFile(path, JSON.stringify(ours));
  return new Deno.Command("caddy", {
    args: ["run", "--config", path],
    clearEnv: true,
    env,
    ...OUTPUT,
  })
    .spawn();
}

async function startNginx(folder: string, { port, serverPort }: Ports) {
  const edited = [
    [
      /^ssl_certificate.*\n\s*ssl_certificate_key.*\n\s*ssl_protocols.*\n\s*ssl_session_cache.*\n/m,
      "",
    ],
    [/listen 443 ssl http2;\n\s*listen \[::\]:443 ssl http2;/, `listen 127.0.0.1:${port};`],
    [/server \{\n\s*listen 80;[^}]*\}\n/, ""],
    ["server_name chat.example.org;", "server_name 127.0.0.1;"],
    ["server 127.0.0.1:8000", `server 127.0.0.1:${serverPort}`],
  ] as const;
  let site = (await Deno.readTextFile(`${root}/deploy/nginx.conf`))
    .replaceAll(/ *#.*$|^ +/gm, "");
  for (const [before, after] of edited) {
    const changed = site.replace(before, after);
    assert(changed !== site, `deploy/nginx.conf has no ${before}`);
    site = changed;
  }
  assertEquals(site.match(/\bssl\b|chat\.example/g), null);
  await Deno.writeTextFile(`${folder}/site.conf`, site);
  const kept = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`);
  const main = [
    "daemon off;",
    "worker_processes 1;",
    ...(Deno.uid() === 0 ? ["user root;"] : []),
    `pid ${folder}/nginx.pid;`,
    "error_log stderr crit;",
    "events { worker_connections 2048; }",
    `http { access_log off; ${kept.join(" ")}`,
    `set_real_ip_from 127.0.0.1; real_ip_header ${ADDRESS_HEADER};`,
    `include ${folder}/site.conf; }`,
  ];
  await Deno.writeTextFile(`${folder}/nginx.conf`, main.join("\n"));
  return new Deno.Command("nginx", {
    args: ["-p", folder, "-c", `${folder}/nginx.conf`, "-e", "stderr"],
    clearEnv: true,
    env: { ...inheritedEnvironment(), PATH: `${Deno.env.get("PATH")}:/usr/sbin` },
    ...OUTPUT,
    stderr: "inherit",
  }).spawn();
}

const OUTPUT = { stdin: "null", stdout: "null", stderr: "null" } as const;

async function untilItListens(port: number): Promise<void> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < START_MS) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error(`Nothing listens on port ${port}`);
}
