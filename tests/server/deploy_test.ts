import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DeployInstance } from "../support/deploy_instance.ts";
import { DeployTree } from "../support/deploy_tree.ts";
import { havePostgres, testDatabases } from "../support/postgres_server.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { PlainBrowser } from "./plain_browser.ts";

const MESSAGE = "There is no database: assign a PostgreSQL database to this app on Deno Deploy";

const UPGRADE = {
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Protocol": "confab.v1",
};

Deno.test("on Deno Deploy without a database every answer and the log say what is missing, and nothing is kept", async () => {
  await using tree = await DeployTree.make();
  await using instance = await DeployInstance.start(tree.path);
  const ask = (path: string, init?: RequestInit) => fetch(instance.url + path, init);

  for (const path of ["/", "/rooms/general", "/confab.css", "/setup/x", "/nope", "/healthy"]) {
    const response = await ask(path);
    const html = await response.text();
    assertEquals([response.status, response.headers.get("cache-control")], [503, "no-store"], path);
    assertStringIncludes(html, "The chat has no database yet");
    const nonce = /<style nonce="([^"]+)"/.exec(html)![1];
    assertStringIncludes(response.headers.get("content-security-policy")!, `'nonce-${nonce}'`);
  }
  const posted = await ask("/", { method: "POST", body: new URLSearchParams({ name: "Ada" }) });
  assertEquals([posted.status, posted.headers.get("set-cookie")], [503, null]);
  await posted.body!.cancel();
  const head = await ask("/", { method: "HEAD" });
  assertEquals([head.status, await head.text()], [503, ""]);

  const health = await ask("/health");
  assertEquals(health.status, 503);
  assertEquals(await health.json(), { status: "no database", message: MESSAGE });
  for (const path of ["/ws", "/ws/general?username=Ada"]) {
    const refused = await ask(path, { headers: UPGRADE });
    const error = { code: "storage_unavailable", message: MESSAGE, retryable: true };
    assertEquals([refused.status, await refused.json()], [503, { error }], path);
  }

  const { code, tookMs } = await instance.stop();
  assertEquals(code, 0);
  assert(tookMs < 4_000, `it took ${tookMs} ms to end`);
  const lines = (await instance.log).trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ level, message }) => [level, message]), [["error", MESSAGE]]);
  assertEquals([...Deno.readDirSync(instance.temporary)], []);
});

if (havePostgres()) {
  const makeDatabase = testDatabases();

  Deno.test("on Deno Deploy with a database the chat runs as configured: the schema is made before, all is https, and nothing is written on the disk", async () => {
    await using tree = await DeployTree.make();
    const env = { DATABASE_URL: await makeDatabase() };
    assertEquals(await runPredeploy(tree.path, env), "The schema is up to date");
    await using instance = await DeployInstance.start(tree.path, { env });
    // As the platform passes it on: by any name of the app, and without TLS, which has ended before.
    const client = Deno.createHttpClient({ allowHost: true });
    const browser = new PlainBrowser(instance.url, { client });
    const joined = await browser.post("/", { name: "Ada" }, instance.url.replace("http", "https"));
    assertEquals(joined.status, 303);
    assertMatch(joined.headers.get("set-cookie")!, /^__Host-confab_session=.*; Secure/);
    assert(joined.headers.get("strict-transport-security"));
    const named = await fetch(`${instance.url}/health`, {
      headers: { host: "confab.acme.deno.net" },
      client,
    });
    assertEquals([named.status, (await named.json()).status], [200, "ok"]);

    const headers = { cookie: browser.cookie, origin: "https://confab.acme.deno.net" };
    const peer = await SocketPeer.connect(instance.socketUrl, {
      headers: { ...headers, host: "confab.acme.deno.net" },
      client,
    });
    await peer.say("from the cloud");
    const stopped = instance.stop();
    assertEquals(await peer.closed, 1001);
    const { code, tookMs } = await stopped;
    assertEquals(code, 0);
    assert(tookMs < 4_000, `it took ${tookMs} ms to end`);
    assertEquals([...Deno.readDirSync(instance.temporary)], []);

    await using next = await DeployInstance.start(tree.path, { env });
    assertStringIncludes((await new PlainBrowser(next.url).open("/")).html, "Confab");
    const back = await SocketPeer.connect(next.socketUrl, {
      headers: { cookie: browser.cookie },
    });
    assertEquals((await back.join()).messages!.map(({ text }) => text), ["from the cloud"]);
    await back.close();
    await next.stop();
    client.close();
  });

  Deno.test("on Deno Deploy it does not matter what Deno listens on: over a Unix socket, too, the chat is at an https address", async () => {
    await using tree = await DeployTree.make();
    const folder = await Deno.makeTempDir({ prefix: "confab-socket-" });
    const path = `${folder}/http.sock`;
    const env = { DATABASE_URL: await makeDatabase(), DENO_SERVE_ADDRESS: `unix:${path}` };
    await using instance = await DeployInstance.start(tree.path, { env });
    const joined = await askBySocket(path, "name=Ada");
    assertMatch(joined, /^HTTP\/1\.1 303 [^]*\r\nlocation: \/rooms\/general\r\n/i);
    assertMatch(joined, /\r\nset-cookie: __Host-confab_session=[^\r]*; Secure/i);
    assertEquals((await instance.stop()).code, 0);
    await Deno.remove(folder, { recursive: true });
  });
}

/** Joins as a browser does, with no other word of where it asks than the header Host; the whole answer. */
async function askBySocket(path: string, form: string): Promise<string> {
  const host = "confab.acme.deno.net";
  using socket = await Deno.connect({ transport: "unix", path });
  const request = [
    "POST / HTTP/1.1",
    `Host: ${host}`,
    `Origin: https://${host}`,
    "Content-Type: application/x-www-form-urlencoded",
    `Content-Length: ${form.length}`,
    "Connection: close",
    `\r\n${form}`,
  ].join("\r\n");
  await socket.write(new TextEncoder().encode(request));
  return await new Response(socket.readable).text();
}

/** Runs what deno.json has the platform run before a deployment; what it says first. */
async function runPredeploy(folder: string, env: Record<string, string>): Promise<string> {
  const { deploy } = JSON.parse(await Deno.readTextFile(`${folder}/deno.json`));
  const { success, stdout } = await new Deno.Command("sh", {
    args: ["-c", deploy.predeploy],
    cwd: folder,
    env: { ...env, PATH: `${Deno.execPath().replace(/\/[^/]+$/, "")}:${Deno.env.get("PATH")}` },
    stderr: "inherit",
  }).output();
  assert(success);
  return new TextDecoder().decode(stdout).trim().split("\n").at(-1)!.replace(
    /: version \d+\.$/,
    "",
  );
}
