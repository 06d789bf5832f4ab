import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DeployInstance } from "../support/deploy_instance.ts";
import { DeployTree } from "../support/deploy_tree.ts";

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
