import { assert } from "@std/assert";
import { inheritedEnvironment } from "../support/inherited_environment.ts";
import { found } from "../support/waiting.ts";

const root = new URL("../..", import.meta.url).pathname;

/** Longest a proxy may take to listen, in milliseconds. */
const START_MS = 20_000;

/** By this nginx takes a request here to come from whatever address it names: a machine has few of its own. */
export const ADDRESS_HEADER = "x-test-address";

export type ProxyName = "caddy" | "nginx";

/** A proxy with what deploy/ has for it, on a port of 127.0.0.1; without TLS unless it is nginx and has a port for plain
 *  http. All else is as it stands in the file. */
export class ReverseProxy implements AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly #name: ProxyName;
  readonly #child: Deno.ChildProcess;
  readonly #folder: string;

  private constructor(
    child: Deno.ChildProcess,
    { name, port, httpPort, folder }: Ports & { name: ProxyName; folder: string },
  ) {
    this.port = port;
    this.url = `${httpPort === undefined ? "http" : "https"}://127.0.0.1:${port}`;
    this.#name = name;
    this.#child = child;
    this.#folder = folder;
  }

  /** Starts it and waits until it listens. Its ports are what `freePort` gives. */
  static async start(name: ProxyName, ports: Ports): Promise<ReverseProxy> {
    const folder = await Deno.makeTempDir({ prefix: `confab-${name}-` });
    const child = await (name === "caddy" ? startCaddy(folder, ports) : startNginx(folder, ports));
    const proxy = new ReverseProxy(child, { name, folder, ...ports });
    const connection = await found(() => connect(ports.port), { ms: START_MS });
    connection.close();
    return proxy;
  }

  /** What its own certificate is told by, with TLS. */
  async certificate(): Promise<string> {
    return await Deno.readTextFile(`${this.#folder}/certificate.pem`);
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
  /** Where it takes plain http, when `port` is for https. */
  httpPort?: number;
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

type Edit = readonly [before: string | RegExp, after: string];

/** What takes TLS out of deploy/nginx.conf. */
function withoutTls({ port }: Ports): Edit[] {
  return [
    [/server \{\n +listen 80;[^]*?\n\}\n/, ""],
    [/( +ssl_\w+ .*\n)+/, ""],
    [/listen 443 ssl http2;\n *listen \[::\]:443 ssl http2;/, `listen 127.0.0.1:${port};`],
    ["server_name chat.example.org;", "server_name 127.0.0.1;"],
  ];
}

/** What makes it serve with a certificate of its own, and plain http on another port. */
async function withTls(folder: string, { port, httpPort }: Ports): Promise<Edit[]> {
  const args = [
    ..."req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1".split(" "),
    ..."-addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=CA:FALSE".split(" "),
    ...["-keyout", `${folder}/key.pem`, "-out", `${folder}/certificate.pem`],
  ];
  const { success } = await new Deno.Command("openssl", { args, stderr: "null" }).output();
  assert(success);
  return [
    [/listen 80;\n *listen \[::\]:80;/, `listen 127.0.0.1:${httpPort};`],
    ["return 308 https://$host$request_uri", `return 308 https://$host:${port}$request_uri`],
    [
      /listen 443 ssl http2;\n *listen \[::\]:443 ssl http2;/,
      `listen 127.0.0.1:${port} ssl http2;`,
    ],
    [/server_name chat\.example\.org;/g, "server_name 127.0.0.1;"],
    ["/etc/letsencrypt/live/chat.example.org/fullchain.pem", `${folder}/certificate.pem`],
    ["/etc/letsencrypt/live/chat.example.org/privkey.pem", `${folder}/key.pem`],
  ];
}

async function startNginx(folder: string, ports: Ports): Promise<Deno.ChildProcess> {
  const tls = ports.httpPort === undefined ? withoutTls(ports) : await withTls(folder, ports);
  const edits: Edit[] = [...tls, ["server 127.0.0.1:8000", `server 127.0.0.1:${ports.serverPort}`]];
  let site = (await Deno.readTextFile(`${root}/deploy/nginx.conf`)).replaceAll(/ *#.*$/gm, "");
  for (const [before, after] of edits) {
    const changed = site.replace(before, after);
    assert(changed !== site, `deploy/nginx.conf has no ${before}`);
    site = changed;
  }
  assert(!site.includes("chat.example"));
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

function connect(port: number): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: "127.0.0.1", port });
}
