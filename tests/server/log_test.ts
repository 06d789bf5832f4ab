import { assert, assertEquals, assertMatch } from "@std/assert";
import { WriteLock } from "../faults/database.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { PlainBrowser } from "./plain_browser.ts";
import { rawRequest } from "./raw_request.ts";

interface Line {
  level: string;
  message: string;
  requestId: string;
  path: string;
  status: number;
}

async function linesOf(server: ServerProcess): Promise<Line[]> {
  await server.stop();
  return (await server.log).trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** Does everything there is with a secret in each place that can hold one, and fails at it, too. */
async function spreadSecrets(server: ServerProcess, secret: string): Promise<void> {
  const browser = new PlainBrowser(server.url);
  await browser.join(secret);
  const token = browser.cookie.split("=")[1]!;
  const headers = {
    authorization: `Bearer ${secret}`,
    cookie: `${browser.cookie}; other=${secret}`,
    referer: `https://chat.example/?${secret}`,
    "user-agent": secret,
    "x-request-id": secret,
    "x-forwarded-for": secret,
  };
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(server.url + path, { redirect: "manual", headers, ...init });
    await response.body?.cancel();
  };
  const body = new URLSearchParams({ name: secret, password: secret, title: secret, id: secret });
  for (
    const path of ["/", "/rooms", "/rooms/general", "/health", "/ws", "/nope", "/confab.css"]
  ) {
    await ask(`${path}?token=${secret}&next=${secret}`);
    // Joining again would end the session, which is needed for the rest.
    if (path !== "/") await ask(path, { method: "POST", body });
  }
  for (const path of [`/setup/${secret}`, `/rooms/${secret}`, `/${token}`, `/%00${secret}%zz`]) {
    await ask(path);
  }
  const peer = await SocketPeer.connect(server.socketUrl, { headers });
  await peer.join();
  await peer.say(secret);
  await peer.ask({ type: secret, password: secret });
  await peer.ask({ type: "search", query: secret });
  for (const frame of [secret, `{"${secret}"`, `{"type":"auth","token":"${secret}","name":7}`]) {
    peer.socket.send(frame);
  }
  {
    using _ = new WriteLock(`${server.dataDir}/confab.db`);
    await peer.ask({ type: "message.send", room: "general", id: "m", text: secret });
    await ask(`/rooms?${secret}`, {
      method: "POST",
      body: new URLSearchParams({ title: `new ${secret}` }),
    });
  }
  await peer.close();
  await browser.post("/leave", {});
}

for (const format of ["json", "pretty"]) {
  Deno.test(`the log has no name, token, cookie, query or text, even at its most talkative (${format})`, async () => {
    await using server = await ServerProcess.start({
      keepsLog: true,
      env: { LOG_LEVEL: "debug", LOG_FORMAT: format },
    });
    const secret = "Sw0rdfish_hunter2_Sw0rdfish";
    await spreadSecrets(server, secret);
    await server.stop();
    const log = await server.log;
    assertMatch(log, /page failed/);
    assertMatch(log, /storage failed/);
    assert(log.split("\n").length > 20, log);
    assertEquals(log.split("\n").filter((line) => /sw0rdfish|hunter2/i.test(line)), []);
    assertEquals(log.match(/[\w-]{43}/g), null, "a session's token");
  });
}

Deno.test("a failed request has the same id in its answer and in the log", async () => {
  await using server = await ServerProcess.start({ keepsLog: true });
  const browser = new PlainBrowser(server.url);
  await browser.join("Ada");
  const failed: Response[] = [];
  {
    using _ = new WriteLock(`${server.dataDir}/confab.db`);
    failed.push(await browser.post("/rooms", { title: "Design" }));
  }
  const lines = (await linesOf(server)).filter(({ message }) => message === "page failed");
  assertEquals(failed.map(({ status }) => status), [503]);
  assertEquals(lines.map(({ level, message, requestId }) => [level, message, requestId]), [
    ["warn", "page failed", failed[0]!.headers.get("x-request-id")],
  ]);
});

Deno.test("an id is taken over from a trusted proxy, if it is well formed", async () => {
  const made = /^[\da-f]{8}-[\da-f-]{27}$/;
  const idFrom = async (server: ServerProcess, id: string) => {
    const head = `GET /health HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: ${id}\r\n\r\n`;
    return (await rawRequest(server.port, head)).headers.get("x-request-id")!;
  };
  {
    await using server = await ServerProcess.start();
    assertMatch(await idFrom(server, "proxy-1"), made);
  }
  await using server = await ServerProcess.start({
    keepsLog: true,
    env: { TRUST_PROXY: "on", LOG_LEVEL: "debug" },
  });
  assertEquals(await idFrom(server, "proxy-1.a_b"), "proxy-1.a_b");
  for (const id of ["", "a b", 'a"b', "é", "<script>", "x".repeat(65)]) {
    assertMatch(await idFrom(server, id), made, id);
  }
  const [first] = await linesOf(server);
  assertEquals(
    [first!.level, first!.message, first!.requestId, first!.path, first!.status],
    ["debug", "request", "proxy-1.a_b", "/health", 200],
  );
});

Deno.test("a server that has nothing to say says nothing", async () => {
  await using server = await ServerProcess.start({ keepsLog: true });
  const browser = new PlainBrowser(server.url);
  await browser.join("Ada");
  await (await browser.get("/rooms/general")).body?.cancel();
  await (await browser.get("/nope")).body?.cancel();
  await server.stop();
  assertEquals(await server.log, "");
});
