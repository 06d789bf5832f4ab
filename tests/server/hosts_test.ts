import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { rawRequest } from "./raw_request.ts";
import { becomeOwner } from "./account_steps.ts";

const UPGRADE = {
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Protocol": "confab.v1",
};

/** The status of a request that says what host it asks for. */
async function statusOf(
  { port }: ServerProcess,
  request: string,
  headers: Record<string, string>,
): Promise<number> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return (await rawRequest(port, [`${request} HTTP/1.1`, ...lines, "\r\n"].join("\r\n"))).status;
}

/** What is answered when a path is asked of a host, by a client that lets us choose it. */
async function answerTo(server: ServerProcess, path: string, host: string) {
  const client = Deno.createHttpClient({ allowHost: true });
  const response = await fetch(server.url + path, { headers: { host }, client });
  const body = await response.text();
  client.close();
  return { body, policy: response.headers.get("content-security-policy")! };
}

const FORGED = "evil.example:8000";

Deno.test("a name that leads here is answered with nothing, whatever is asked and with its own Origin", async () => {
  await using server = await ServerProcess.start();
  const headers = { Host: FORGED, Origin: `http://${FORGED}` };
  for (
    const request of [
      "GET /",
      "HEAD /",
      "GET /rooms/general",
      "GET /confab.css",
      "GET /favicon.ico",
      "GET /health",
      "GET /nope",
      "GET /%E0%A4%A",
      "PROPFIND /",
    ]
  ) {
    assertEquals(await statusOf(server, request, headers), 421, request);
  }
  assertEquals(await statusOf(server, "POST /", { ...headers, "Content-Length": "0" }), 421);
  for (const path of ["/ws", "/ws?name=Eve", "/ws/general?username=Eve"]) {
    assertEquals(await statusOf(server, `GET ${path}`, { ...headers, ...UPGRADE }), 421, path);
  }
  // A browser without a proxy never asks like this; a proxy in front might let it through.
  assertEquals(await statusOf(server, `GET http://${FORGED}/`, { Host: "localhost" }), 421);
});

Deno.test("addresses, localhost and the names that were listed are answered, in every way to write them", async () => {
  await using server = await ServerProcess.start({
    env: { PUBLIC_URL: "https://chat.example", ALLOWED_HOSTS: "chat.lan" },
  });
  const known = [
    "localhost",
    "LOCALHOST:8000",
    "localhost.",
    "chat.localhost",
    "127.0.0.1:8000",
    "127.1",
    "192.168.1.7",
    "[::1]:8000",
    "chat.example",
    "Chat.Example.:443",
    "chat.lan",
  ];
  for (const host of known) {
    assertEquals(await statusOf(server, "GET /health", { Host: host }), 200, host);
  }
  assertEquals(await statusOf(server, "GET /ws", { Host: "chat.lan", ...UPGRADE }), 101);
  const unknown = [
    "evil.example",
    "chat.example.evil.example",
    "evilchat.example",
    "sub.chat.lan",
    "localhost.evil.example",
    "evillocalhost",
    "127.0.0.1.evil.example",
  ];
  for (const host of unknown) {
    assertEquals(await statusOf(server, "GET /health", { Host: host }), 421, host);
  }
});

Deno.test("behind a trusted proxy the host that it forwards has to be known, and the one it asks for", async () => {
  await using server = await ServerProcess.start({
    env: { TRUST_PROXY: "on", PUBLIC_URL: "https://chat.example" },
  });
  const status = (Host: string, forwarded: string) =>
    statusOf(server, "GET /", { Host, "X-Forwarded-Host": forwarded });
  assertEquals(await status("localhost:8000", "chat.example"), 200);
  assertEquals(await status("chat.example", "chat.example"), 200);
  assertEquals(await status("localhost:8000", "evil.example"), 421);
  assertEquals(await status("evil.example", "chat.example"), 421);
  assertEquals(await status("localhost:8000", "chat.example, evil.example"), 421);
});

Deno.test("without TRUST_PROXY a forwarded host opens nothing and closes nothing", async () => {
  await using server = await ServerProcess.start();
  const status = (Host: string, forwarded: string) =>
    statusOf(server, "GET /", { Host, "X-Forwarded-Host": forwarded });
  assertEquals(await status("evil.example", "localhost"), 421);
  assertEquals(await status("localhost", "evil.example"), 200);
});

Deno.test("whoever asks for an unknown host is told what to set: people by a page, programs by JSON", async () => {
  await using server = await ServerProcess.start();
  const { body, policy } = await answerTo(server, "/", 'chat&"co.example');
  assertStringIncludes(body, "PUBLIC_URL=https://chat&amp;");
  assertStringIncludes(body, "ALLOWED_HOSTS");
  assert(!body.includes('chat&"co'), "the host is markup");
  const nonce = body.match(/<style nonce="([^"]+)">/)![1]!;
  assertStringIncludes(policy, `style-src 'self' 'nonce-${nonce}'`);
  for (const path of ["/health", "/ws", "/ws/general"]) {
    const { error } = JSON.parse((await answerTo(server, path, "chat.example")).body);
    assertMatch(error.message, /"chat\.example"/);
  }
});

Deno.test("the log has one line for each unknown host, and not for ever", async () => {
  await using server = await ServerProcess.start({ keepsLog: true });
  const ask = (host: string) => statusOf(server, "GET /", { Host: host });
  await ask("one.example");
  await ask("One.Example:8000");
  for (let n = 0; n < 100; n++) await ask(`n${n}.example`);
  await server.stop();
  const lines = (await server.log).trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.filter(({ host }) => host === "one.example").length, 1);
  assertEquals(lines.length, 51);
  assertMatch(lines[0].message, /PUBLIC_URL or ALLOWED_HOSTS/);
});

Deno.test("links lead to the public address, wherever they are made", async () => {
  await using server = await ServerProcess.start({ env: { PUBLIC_URL: "https://chat.example" } });
  assertMatch(server.setupLink!, /^https:\/\/chat\.example\/setup\/[\w-]{43}$/);
  const owner = await becomeOwner(server);
  const invite = { do: "create", role: "member", uses: "1", days: "7" };
  const { html } = await owner.submit("/admin/invites", invite);
  assertMatch(html, /value="https:\/\/chat\.example\/invite\/[\w-]{43}"/);
});
