import { assert, assertEquals, assertRejects } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";

/** What a proxy that ends TLS tells of a browser at chat.example. */
const FORWARDED = {
  "x-forwarded-for": "203.0.113.7",
  "x-forwarded-proto": "https",
  "x-forwarded-host": "chat.example",
};

/** Joins by the form, as a browser too old to say where a request comes from but by Origin. */
async function join(server: ServerProcess, headers: Record<string, string>) {
  const body = new URLSearchParams({ name: "Ada" });
  const response = await fetch(server.url, { method: "POST", redirect: "manual", headers, body });
  await response.body?.cancel();
  return {
    status: response.status,
    secure: /; Secure/.test(response.headers.get("set-cookie") ?? ""),
    strict: response.headers.has("strict-transport-security"),
  };
}

/** How many of ten sockets the server lets in that are said to come from these addresses. */
async function admitted(server: ServerProcess, addresses: string[]): Promise<number> {
  const headers = addresses.map((address) => ({ "x-forwarded-for": address }));
  const connecting = headers.map((headers) => SocketPeer.connect(server.socketUrl, { headers }));
  const peers = (await Promise.allSettled(connecting))
    .filter((result) => result.status === "fulfilled").map(({ value }) => value);
  await Promise.all(peers.map((peer) => peer.close()));
  return peers.length;
}

const tenAddresses = Array.from({ length: 10 }, (_, i) => `203.0.113.${i}`);

Deno.test("without TRUST_PROXY nothing that is forwarded is believed", async () => {
  await using server = await ServerProcess.start({ env: { CONNECTIONS_PER_ADDRESS: "3" } });
  assertEquals(await join(server, { origin: server.url, ...FORWARDED }), {
    status: 303,
    secure: false,
    strict: false,
  });
  assertEquals((await join(server, { origin: "https://chat.example", ...FORWARDED })).status, 403);
  const foreign = { headers: { origin: "https://chat.example", ...FORWARDED } };
  await assertRejects(() => SocketPeer.connect(server.socketUrl, foreign), Error, "refused");
  assertEquals(await admitted(server, tenAddresses), 3);
});

Deno.test("behind a trusted proxy forms and sockets work over https, and each visitor has an address", async () => {
  await using server = await ServerProcess.start({
    env: {
      CONNECTIONS_PER_ADDRESS: "3",
      TRUST_PROXY: "on",
      PUBLIC_URL: "https://chat.example",
    },
  });
  assertEquals(await join(server, { origin: "https://chat.example", ...FORWARDED }), {
    status: 303,
    secure: true,
    strict: true,
  });
  for (const origin of ["http://chat.example", "https://evil.example", server.url, "null"]) {
    assertEquals((await join(server, { origin, ...FORWARDED })).status, 403, origin);
    const headers = { origin, ...FORWARDED };
    await assertRejects(() => SocketPeer.connect(server.socketUrl, { headers }), Error, "refused");
  }
  const headers = { origin: "https://chat.example", ...FORWARDED };
  await (await SocketPeer.connect(server.socketUrl, { headers, name: "Grace" })).close();

  const crossSite = { ...headers, origin: "https://evil.example", "sec-fetch-site": "cross-site" };
  assertEquals((await join(server, crossSite)).status, 403);

  assertEquals(await admitted(server, tenAddresses), 10);
  // What stands before the proxy's own word came from the visitor.
  assertEquals(await admitted(server, tenAddresses.map((it) => `${it}, 198.51.100.1`)), 3);
});

Deno.test("with two proxies the last but one of a list counts, and what is no address counts for nothing", async () => {
  await using server = await ServerProcess.start({
    env: { CONNECTIONS_PER_ADDRESS: "3", TRUST_PROXY: "2" },
  });
  assertEquals(await admitted(server, tenAddresses.map((it) => `${it}, 10.0.0.1`)), 10);
  assertEquals(
    await admitted(server, tenAddresses.map((it) => `${it}, 198.51.100.1, 10.0.0.1`)),
    3,
  );
  assertEquals(await admitted(server, tenAddresses), 3);
  assertEquals(await admitted(server, tenAddresses.map((it) => `"${it}", 10.0.0.1`)), 3);
  const twoNetworks = ["2001:db8::", "2001:db8:0:1::"].flatMap((network) =>
    Array.from({ length: 5 }, (_, i) => `${network}${i}, 10.0.0.1`)
  );
  assertEquals(await admitted(server, twoNetworks), 6);
});

Deno.test("a proxy that says nonsense is as one that says nothing", async () => {
  await using server = await ServerProcess.start({
    env: { TRUST_PROXY: "on", PUBLIC_URL: "https://chat.example" },
  });
  for (
    const host of ["chat.example/x", "u@chat.example", "chat example", "", "chat.example:99999"]
  ) {
    const headers = { "x-forwarded-host": host, "x-forwarded-proto": "gopher" };
    const { status, secure } = await join(server, { origin: server.url, ...headers });
    assertEquals([status, secure], [303, false], host);
  }
  const sockets = { ...FORWARDED, origin: "https://chat.example", "x-forwarded-proto": "wss" };
  const peer = await SocketPeer.connect(server.socketUrl, { headers: sockets });
  assert(peer.socket.readyState === WebSocket.OPEN);
  await peer.close();
});
