import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { serverPermissions } from "../../permissions.ts";
import { inheritedEnvironment } from "../support/inherited_environment.ts";
import { PlainBrowser } from "./plain_browser.ts";

const root = new URL("../..", import.meta.url);
const probe = new URL("./permissions_probe.ts", import.meta.url).href;

/** What a program finds it may do that has the server's permissions and the given environment. */
async function tryAll(env: Record<string, string>): Promise<Record<string, string>> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--cached-only", ...serverPermissions(env), probe],
    cwd: root,
    env: { ...env, NO_COLOR: "1", AWS_SECRET_ACCESS_KEY: "swordfish" },
    stderr: "inherit",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("the server and its threads may do what they must, and nothing else", async () => {
  const directory = await Deno.makeTempDir();
  const dataDir = `${directory}/a folder of its own`;
  const found = await tryAll({ DATA_DIR: dataDir, PORT: "18000" });
  await Deno.remove(directory, { recursive: true });
  const may = {
    "make the data directory": "yes",
    "write into it": "yes",
    "read the build": "yes",
    "read a setting": "yes",
  };
  const mayNot = {
    "read what is beside it": "NotCapable",
    "read /etc/passwd": "NotCapable",
    "open a database elsewhere": "NotCapable",
    "change its own code": "NotCapable",
    "listen on all addresses": "NotCapable",
    "listen on another port": "NotCapable",
    "connect to another host": "NotCapable",
    "run a program": "NotCapable",
    "load a native library": "NotCapable",
    "learn about the system": "NotCapable",
    "read a secret of another program": "undefined",
  };
  assertEquals(found, { ...may, ...mayNot });
});

Deno.test("the permissions follow where the server listens and keeps its data", () => {
  const net = (env: Record<string, string>) =>
    serverPermissions(env).find((flag) => flag.startsWith("--allow-net"));
  assertEquals(net({}), "--allow-net=127.0.0.1:8000");
  assertEquals(net({ HOST: "::", PORT: "80" }), "--allow-net=[::]:80");
  assertEquals(net({ HOST: "0.0.0.0", PORT: "0" }), "--allow-net=0.0.0.0");
  assertEquals(serverPermissions({ DATA_DIR: "/srv/chat" }).slice(2, 4), [
    "--allow-read=.,/srv/chat",
    "--allow-write=/srv/chat",
  ]);
});

Deno.test("with PostgreSQL the server reaches that, and writes nowhere", () => {
  const given = (env: Record<string, string>, version?: string) =>
    serverPermissions({ PORT: "80", ...env }, version)
      .filter((flag) => /-(net|read|write)=/.test(flag));
  assertEquals(given({ DATABASE_URL: "postgres://u:p@db.example.org/chat" }), [
    "--allow-net=127.0.0.1:80,db.example.org:5432",
    "--allow-read=.",
  ]);
  const BROKER_URL = "redis://redis.example.org";
  assertEquals(
    given({ DATABASE_URL: "postgres://db.example.org/chat", BROKER_URL })[0],
    "--allow-net=127.0.0.1:80,db.example.org:5432,redis.example.org:6379",
  );
  assertEquals(given({ BROKER_URL: "redis://redis.example.org" })[0], "--allow-net=127.0.0.1:80");
  assertEquals(given({ PGHOST: "::1", PGPORT: "6000", PGSSLROOTCERT: "/etc/db.pem" }), [
    "--allow-net=127.0.0.1:80,[::1]:6000",
    "--allow-read=.,/etc/db.pem",
  ]);
  const socket = "/run/postgresql/.s.PGSQL.5432";
  assertEquals(given({ PGHOST: "/run/postgresql" }, "2.9.6"), [
    `--allow-net=127.0.0.1:80,unix:${socket}`,
    `--allow-read=.,${socket}`,
    `--allow-write=${socket}`,
  ]);
  assertEquals(given({ PGHOST: "/run/postgresql" }, "2.5.0")[0], "--allow-net=127.0.0.1:80");
  assertEquals(given({ DATABASE_URL: "mysql://db" })[1], "--allow-read=.,./data", "refused later");
});

Deno.test("variables are hidden where Deno can, and all of them shown where it cannot", () => {
  const env = (version: string) =>
    serverPermissions({}, version).filter((flag) => flag.includes("-env")).join(" ");
  for (const version of ["2.6.0", "2.9.6", "2.10.1+abc", "3.0.0"]) {
    assertMatch(env(version), /^--allow-env=ALLOWED_HOSTS,\S+ --ignore-env$/, version);
  }
  for (const version of ["2.5.0", "2.5.7"]) assertEquals(env(version), "--allow-env");
});

Deno.test("`deno task serve` serves with these permissions, and ends in order on SIGTERM", async () => {
  const directory = await Deno.makeTempDir();
  const port = freePort();
  const task = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "serve"],
    cwd: root,
    clearEnv: true,
    env: {
      ...inheritedEnvironment(),
      PORT: String(port),
      DATA_DIR: `${directory}/data`,
      NO_COLOR: "1",
    },
    stdout: "piped",
  }).spawn();
  const output = task.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assertStringIncludes((await output.read()).value!, `Confab is on http://localhost:${port}\n`);
  const browser = new PlainBrowser(`http://localhost:${port}`);
  assertEquals((await browser.join("Ada")).status, 303);
  assertEquals((await browser.get("/rooms/general")).status, 200);
  task.kill("SIGTERM");
  await output.cancel();
  assertEquals((await task.status).code, 0);
  await Deno.remove(directory, { recursive: true });
});

/** A port nobody listens on: the task cannot tell which one the system chose. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
