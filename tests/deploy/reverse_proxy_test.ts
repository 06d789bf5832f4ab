import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { DEFAULT_LIMITS } from "../../protocol/limits.ts";
import { PlainBrowser } from "../server/plain_browser.ts";
import { rawRequest } from "../server/raw_request.ts";
import { freePort } from "../support/free_port.ts";
import { isInstalled } from "../support/programs.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { ADDRESS_HEADER, type ProxyName, ReverseProxy } from "./reverse_proxy.ts";

/** What the files in deploy/ allow a request, in milliseconds: its head, its body, and the time to the next one. */
const HEAD_MS = 10_000;
const BODY_MS = 10_000;
const IDLE_MS = 15_000;
/** The longest body they take. */
const BODY_BYTES = 64 * 1024;
/** What of it nginx and the server allow one address. */
const NGINX_CONNECTIONS = 200;
const NGINX_REQUESTS = 400;

interface Site {
  server: ServerProcess;
  proxy: ReverseProxy;
}

function proxyTest(
  name: ProxyName,
  what: string,
  run: (site: Site) => Promise<void>,
  env: Record<string, string> = {},
): void {
  Deno.test({
    name: `${name}: ${what}`,
    ignore: !isInstalled(name),
    async fn() {
      const port = freePort();
      const own = { TRUST_PROXY: "on", PUBLIC_URL: `http://127.0.0.1:${port}` };
      await using server = await ServerProcess.start({
        env: { ...own, ...env },
        keepsLog: env.LOG_LEVEL !== undefined,
      });
      await using proxy = await ReverseProxy.start(name, { port, serverPort: server.port });
      await run({ server, proxy });
    },
  });
}

for (const name of ["caddy", "nginx"] as const) {
  proxyTest(
    name,
    "pages, forms and sockets work through it, of its own origin alone",
    async ({ proxy }) => {
      const ada = new PlainBrowser(proxy.url);
      assertEquals((await ada.join("Ada")).status, 303);
      assertEquals((await ada.open("/rooms/general")).status, 200);
      assertEquals((await ada.post("/", { name: "Eve" }, "http://evil.example")).status, 403);
      const headers = { cookie: ada.cookie, origin: proxy.url };
      const peer = await SocketPeer.connect(proxy.socketUrl, { headers });
      await peer.say("through it");
      await peer.close();
      const tooLong = await ada.post("/", { name: "A".repeat(BODY_BYTES + 1) });
      assert([413, 502].includes(tooLong.status));
      const named = "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
      const asked = await rawRequest(proxy.port, named);
      assertEquals(asked.status, name === "nginx" ? 421 : 200);
      assertEquals(asked.headers.has("x-request-id"), name === "nginx");
      const foreign = { ...headers, origin: "http://evil.example" };
      await assertRejects(() => SocketPeer.connect(proxy.socketUrl, { headers: foreign }));
    },
  );

  proxyTest(
    name,
    "nobody is believed about where they come from but the proxy",
    async ({ server, proxy }) => {
      const forged = {
        "x-forwarded-for": "203.0.113.9",
        "x-forwarded-proto": "https",
        "x-forwarded-host": "evil.example",
        "x-real-ip": "203.0.113.9",
        "x-request-id": "forged",
        "forwarded": "for=203.0.113.9;proto=https;host=evil.example",
      };
      for (const localAddress of ["127.0.0.2", "127.0.0.3"]) {
        using client = Deno.createHttpClient({ localAddress });
        const response = await fetch(`${proxy.url}/login?from=${localAddress}`, {
          headers: forged,
          client,
        });
        await response.body?.cancel();
        assertEquals([response.status, response.headers.has("strict-transport-security")], [
          200,
          false,
        ]);
        const body = new URLSearchParams({ name: "Eve" });
        const origin = { ...forged, origin: "https://evil.example" };
        const posted = await fetch(proxy.url, { method: "POST", headers: origin, body, client });
        await posted.body?.cancel();
        assertEquals(posted.status, 403);
      }
      await server.stop();
      const requests = (await server.log).trim().split("\n").map((line) => JSON.parse(line))
        .filter(({ message }) => message === "request");
      assertEquals(requests.map(({ address }) => address), [
        "127.0.0.2",
        "127.0.0.2",
        "127.0.0.3",
        "127.0.0.3",
      ]);
      assertEquals(requests.filter(({ requestId }) => requestId === "forged"), []);
    },
    { LOG_LEVEL: "debug" },
  );

  proxyTest(
    name,
    "half requests and silent connections are cut, a silent socket is not",
    async ({ proxy }) => {
      const peer = await SocketPeer.connect(proxy.socketUrl, { name: "Ada" });
      const head = `POST / HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\n`;
      const form =
        `${head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 999\r\n\r\n`;
      const whole = `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\n\r\n`;
      const [silent, half, dripped, body, idle] = await Promise.all([
        cutAfterMs(proxy.port, ""),
        cutAfterMs(proxy.port, head),
        cutAfterMs(proxy.port, head, "X-More: 1\r\n"),
        cutAfterMs(proxy.port, `${form}name=`),
        cutAfterMs(proxy.port, whole),
      ]);
      const slackMs = 5_000;
      for (
        const [what, ms, most] of [
          ["nothing", silent, Math.max(HEAD_MS, IDLE_MS)],
          ["half a head", half, HEAD_MS],
          ["a head in drips", dripped, HEAD_MS],
          ["half a body", body, BODY_MS],
          ["nothing after an answer", idle, IDLE_MS],
        ] as const
      ) assert(ms < most + slackMs, `${what} was kept for ${Math.round(ms)} ms`);
      await peer.say("still here");
      await peer.close();
    },
  );
}

proxyTest(
  "nginx",
  "an address, of IPv6 64 bits of it, may have so many connections and requests, and others don't notice",
  async ({ proxy }) => {
    const head = `POST / HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\nContent-Length: 9\r\n\r\n`;
    const held = await Promise.all(
      Array.from(
        { length: NGINX_CONNECTIONS },
        () => Deno.connect({ port: proxy.port, hostname: "127.0.0.1" }),
      ),
    );
    try {
      await Promise.all(held.map((connection) => connection.write(new TextEncoder().encode(head))));
      const health = `${proxy.url}/health`;
      while (await statusOf(health) !== 503);
      assertEquals(await statusOf(health, "198.51.100.1"), 200);
      const flood = Array.from(
        { length: 2 * NGINX_REQUESTS },
        (_, i) => `2001:db8::${i.toString(16)}`,
      );
      const answers: number[] = [];
      for (const address of flood) answers.push(await statusOf(health, address));
      assertEquals(answers.slice(0, NGINX_REQUESTS).filter((status) => status !== 200), []);
      assert(answers.includes(429));
      assertEquals(await statusOf(health, "2001:db8:0:1::1"), 200);
    } finally {
      for (const connection of held) connection.close();
    }
  },
);

proxyTest(
  "caddy",
  "an address may have as many sockets as the server says, and others don't notice",
  async ({ proxy }) => {
    using elsewhere = Deno.createHttpClient({ localAddress: "127.0.0.2" });
    const come = (name: string, client?: Deno.HttpClient) =>
      SocketPeer.connect(proxy.socketUrl, {
        name,
        client,
        headers: { "x-forwarded-for": `203.0.113.${name}` },
      });
    const peers = [await come("1"), await come("2"), await come("3")];
    await assertRejects(() => come("4"));
    peers.push(await come("5", elsewhere));
    await Promise.all(peers.map((peer) => peer.close()));
  },
  { CONNECTIONS_PER_ADDRESS: "3" },
);

Deno.test({
  name: "nginx: with TLS cookies and sockets are secure, and http is sent there, but no program is",
  ignore: !isInstalled("nginx") || !isInstalled("openssl"),
  async fn() {
    const [port, httpPort] = [freePort(), freePort()];
    const env = { TRUST_PROXY: "on", PUBLIC_URL: `https://127.0.0.1:${port}` };
    await using server = await ServerProcess.start({ env });
    const serverPort = server.port;
    await using proxy = await ReverseProxy.start("nginx", { port, serverPort, httpPort });
    using client = Deno.createHttpClient({ caCerts: [await proxy.certificate()] });
    const ada = new PlainBrowser(proxy.url, { client });
    const joined = await ada.join("Ada");
    assertEquals(joined.status, 303);
    assertMatch(joined.headers.get("set-cookie")!, /^__Host-confab_session=.*; Secure/);
    assertEquals(joined.headers.get("strict-transport-security"), "max-age=31536000");
    const headers = { cookie: ada.cookie, origin: proxy.url };
    const peer = await SocketPeer.connect(proxy.socketUrl, { headers, client });
    await peer.say("in secret");
    await peer.close();
    const plain = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${httpPort}${path}`, { redirect: "manual" });
      await response.body?.cancel();
      return [response.status, response.headers.get("location")];
    };
    assertEquals(await plain("/rooms/general?x"), [308, `${proxy.url}/rooms/general?x`]);
    assertEquals(await plain("/ws"), [403, null]);
    assertEquals(await plain("/health"), [403, null]);
  },
});

Deno.test("nginx waits for a silent socket longer than the server", async () => {
  const file = new URL("../../deploy/nginx.conf", import.meta.url);
  const seconds = (await Deno.readTextFile(file)).match(/proxy_read_timeout (\d+)s;/)?.[1];
  assert(Number(seconds) > DEFAULT_LIMITS.idleTimeoutSeconds);
});

/** How long a proxy keeps a connection on which this is sent, in milliseconds; for ever counts as a minute.
 *  @param drip what is sent each second after it */
async function cutAfterMs(port: number, text: string, drip?: string): Promise<number> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const encoder = new TextEncoder();
  const startedMs = performance.now();
  await connection.write(encoder.encode(text));
  const timers = [setTimeout(() => giveUp.resolve(), 60_000)];
  const giveUp = Promise.withResolvers<void>();
  if (drip !== undefined) {
    // Fails once the connection is cut, which is what is waited for.
    const write = () => void connection.write(encoder.encode(drip)).catch(() => {});
    timers.push(setInterval(write, 1_000));
  }
  await Promise.race([untilCut(connection), giveUp.promise]);
  for (const timer of timers) clearInterval(timer);
  return performance.now() - startedMs;
}

async function untilCut(connection: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  try {
    while (await connection.read(buffer) !== null);
  } catch {
    // Cut the hard way, or given up.
  }
}

/** @param address whom the proxy takes it to come from */
async function statusOf(url: string, address?: string): Promise<number> {
  const headers = address === undefined ? undefined : { [ADDRESS_HEADER]: address };
  const response = await fetch(url, { headers });
  await response.body?.cancel();
  return response.status;
}
