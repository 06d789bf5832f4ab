import { assert, assertEquals, assertThrows } from "@std/assert";
import { ConfigError, readConfig } from "../../config.ts";
import { whyNotReady } from "../../http/server/why_not_ready.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";

const TOKEN = "a-token-of-twenty-chars";

async function scrape(server: ServerProcess, headers: HeadersInit = bearer(TOKEN)) {
  const response = await fetch(`${server.url}/metrics`, { headers });
  const text = await response.text();
  const values = Object.fromEntries(
    text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => line.split(" ")).map(([name, value]) => [name!, Number(value)]),
  );
  return { status: response.status, type: response.headers.get("content-type"), text, values };
}

function bearer(token: string): HeadersInit {
  return { authorization: `Bearer ${token}` };
}

Deno.test("the metrics count sockets, what they were handed, and how long answers and commits took", async () => {
  await using server = await ServerProcess.start({ env: { METRICS_TOKEN: TOKEN } });
  const before = await scrape(server);
  assertEquals([before.status, before.type], [200, "text/plain; version=0.0.4; charset=utf-8"]);
  assertEquals(before.values.confab_change_seconds_count, 0);

  const peers = await Promise.all(
    ["Ada", "Bo", "Cy"].map((name) => SocketPeer.connect(server.socketUrl, { name })),
  );
  for (const peer of peers) await peer.join();
  for (let i = 0; i < 5; i++) await peers[0]!.say(`message ${i}`);
  // Asked after the last message, so answered after it was handed out.
  for (const peer of peers) await peer.join();

  const { values, text } = await scrape(server);
  assertEquals([values.confab_connections, values.confab_people, values.confab_places], [3, 3, 3]);
  assertEquals(values.confab_change_seconds_count, 5);
  assertEquals(values['confab_change_seconds_bucket{le="+Inf"}'], 5);
  assert(values['confab_change_seconds_bucket{le="0.0005"}']! <= 5);
  assert(values.confab_change_seconds_sum! > 0 && values.confab_change_seconds_sum! < 5);
  assertEquals([values.confab_append_seconds_count, values.confab_append_failures_total], [5, 0]);
  assertEquals([values.confab_appends_waiting, values.confab_unanswered_changes], [0, 0]);
  assert(values.confab_deliveries_total! >= 15, `${values.confab_deliveries_total} deliveries`);
  assertEquals([values.confab_servers, values.confab_broker_connected], [1, 1]);
  assert(values.confab_memory_bytes! > 10_000_000);
  assertEquals(text.match(/^# TYPE (\w+) histogram$/gm)?.length, 2);
  for (const peer of peers) await peer.close();
});

Deno.test("metrics are for whoever shows the token, and nowhere without one", async () => {
  {
    await using server = await ServerProcess.start({ env: { METRICS_TOKEN: TOKEN } });
    assertEquals((await scrape(server, bearer(`${TOKEN}x`))).status, 401);
    assertEquals((await scrape(server, { authorization: `Basic ${TOKEN}` })).status, 401);
    const { status, text } = await scrape(server, {});
    assertEquals([status, text.includes("confab_")], [401, false]);
  }
  await using server = await ServerProcess.start();
  assertEquals((await scrape(server)).status, 404);
});

Deno.test("a token that is too short is refused, and not repeated", () => {
  const error = assertThrows(() => readConfig({ METRICS_TOKEN: "hunter2" }), ConfigError);
  assertEquals(error.message, "METRICS_TOKEN must be 16 visible characters or more");
});

Deno.test("a server is ready while it takes people in, and live as long as it answers", async () => {
  await using server = await ServerProcess.start();
  const ask = async (path: string) => {
    const response = await fetch(server.url + path);
    return [response.status, await response.json()];
  };
  assertEquals(await ask("/health/live"), [200, { status: "live" }]);
  assertEquals(await ask("/health/ready"), [200, { status: "ready" }]);

  const hub = (change: object) => ({
    draining: false,
    memoryIsShort: false,
    places: { taken: 9 },
    limits: { connections: 10 },
    ...change,
  });
  assertEquals(whyNotReady(hub({})), null);
  assertEquals(whyNotReady(hub({ draining: true })), "draining");
  assertEquals(whyNotReady(hub({ memoryIsShort: true })), "memory is short");
  assertEquals(whyNotReady(hub({ places: { taken: 10 } })), "full");
});
