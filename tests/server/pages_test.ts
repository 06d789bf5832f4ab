import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { sharedServer } from "../support/shared_server.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { PlainBrowser } from "./plain_browser.ts";

const shared = sharedServer();

Deno.test("a name is enough to be in the room, without a script", async () => {
  const server = shared();
  const browser = new PlainBrowser(server.url);
  const welcome = await (await browser.get("/")).text();
  assertMatch(welcome, /<form[^>]*method="post"/);

  const joined = await browser.join("Ada");
  assertEquals([joined.status, joined.headers.get("location")], [303, "/rooms/general"]);
  const cookie = joined.headers.getSetCookie()[0]!;
  assertMatch(cookie, /HttpOnly/);
  assertMatch(cookie, /SameSite=Lax/);

  const room = await browser.get("/rooms/general");
  assertEquals(room.status, 200);
  assertStringIncludes(await room.text(), "General");
  assertEquals((await browser.get("/")).headers.get("location"), "/rooms/general");
});

Deno.test("a link to a room opens that room once a name is given", async () => {
  const server = shared();
  const browser = new PlainBrowser(server.url);
  const asked = await browser.get("/rooms/general");
  assertEquals(asked.headers.get("location"), "/?to=%2Frooms%2Fgeneral");
  const joined = await browser.post("/", { name: "Ada", to: "/rooms/ops?x=1" });
  assertEquals(joined.headers.get("location"), "/rooms/ops?x=1");
});

Deno.test("a refused name comes back with the reason and what was typed, escaped", async () => {
  const server = shared();
  const response = await fetch(server.url, {
    method: "POST",
    headers: { origin: server.url },
    body: new URLSearchParams({ name: `"><script>${"x".repeat(40)}` }),
  });
  const html = await response.text();
  assertEquals(response.status, 422);
  assertStringIncludes(html, "the limit is 32");
  assertStringIncludes(html, "&quot;>&lt;script>");
});

Deno.test("the page carries the newest messages, who is there and the rooms, readable without a script", async () => {
  const server = shared();
  const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
  await grace.join();
  await grace.must({ type: "room.create", id: "ops", title: "Operations" });
  for (let i = 1; i <= 60; i++) await grace.say(`line <b>${i}</b>`);
  const browser = new PlainBrowser(server.url);
  await browser.join("Ada");
  const headers = { cookie: browser.cookie, origin: server.url };
  const ada = await SocketPeer.connect(server.socketUrl, { headers });
  await ada.join("ops");
  await ada.close();
  const html = await (await browser.get("/rooms/general")).text();
  const body = html.slice(0, html.indexOf('<script type="module"'));
  assert(!body.includes("<b>"), "a message became markup");
  assertStringIncludes(body, "line &lt;b>60&lt;/b>");
  assertStringIncludes(body, "line &lt;b>11&lt;/b>");
  assert(!body.includes("line &lt;b>10&lt;/b>"), "more than one page was rendered");
  assertStringIncludes(body, 'href="/rooms/ops"');
  assertStringIncludes(body, "Operations");
  assertStringIncludes(body, "Grace");
  await grace.close();
});

Deno.test("rooms can be made without a script; a taken title leads to the room that has it", async () => {
  const server = shared();
  const browser = new PlainBrowser(server.url);
  await browser.join("Ada");
  const made = await browser.post("/rooms", { title: "Design & Ops" });
  assertEquals([made.status, made.headers.get("location")], [303, "/rooms/design-ops"]);
  assertEquals((await browser.get("/rooms/design-ops")).status, 200);
  const again = await browser.post("/rooms", { title: "design ops" });
  assertEquals(again.headers.get("location"), "/rooms/design-ops");
  assertEquals((await browser.post("/rooms", { title: "??" })).status, 422);
});

Deno.test("all rooms can be looked through and found by title, without a script", async () => {
  await using server = await ServerProcess.start();
  const browser = new PlainBrowser(server.url);
  assertEquals((await browser.open("/rooms")).location, "/?to=%2Frooms");
  const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
  for (let i = 1; i <= 60; i++) {
    await grace.must({ type: "room.create", id: `r${i}`, title: `Röom ${i}` });
  }
  await grace.close();
  await browser.join("Ada");
  const chat = (await browser.open("/rooms/general")).html;
  assert(!chat.includes('href="/rooms/r1"'), "a room is listed that one is not in");
  assertStringIncludes(chat, 'href="/rooms"');

  const titles = async (path: string) =>
    [...(await browser.open(path)).html.matchAll(/<bdi>(Röom \d+|General)<\/bdi>/g)]
      .map(([, title]) => title);
  const [first, second] = [await titles("/rooms"), await titles("/rooms?page=2")];
  assertEquals([first.length, first[0], first[2]], [50, "General", "Röom 2"]);
  assertEquals(second, Array.from({ length: 11 }, (_, i) => `Röom ${i + 50}`));
  assertEquals(await titles("/rooms?q=ROOM+6"), ["Röom 6", "Röom 60"]);
  assertEquals((await titles("/rooms?q=room&page=2")).length, 10);
  assertStringIncludes(
    (await browser.open("/rooms?q=room")).html,
    'href="?page=2&amp;q=room"',
  );
  for (const path of ["/rooms", "/rooms?page=2"]) {
    const { html } = await browser.open(path);
    const [link] = html.match(/<a [^>]*rel="(next|prev)"[^>]*>/) ?? [];
    assert(link && !link.includes("aria-current"), link);
  }
  assertStringIncludes((await browser.open("/rooms?q=<none>")).html, "“&lt;none>”");
});

Deno.test("unknown pages are a styled 404, a missing room offers to be created", async () => {
  const server = shared();
  const browser = new PlainBrowser(server.url);
  await browser.join("Ada");
  for (
    const path of ["/nope", "/rooms/general/nope", "/rooms/NOPE", "/_fresh/js/x.js", "/%E0%A4%A"]
  ) {
    const response = await browser.get(path);
    assertEquals(response.status, 404, path);
    const html = await response.text();
    assertMatch(html, /<link rel="stylesheet"/, path);
    assertStringIncludes(html, "There is nothing here", path);
  }
  // Fresh's router fails before any page of ours can be made.
  const undecodable = await browser.get("/rooms/%E0%A4%A");
  assertEquals([undecodable.status, await undecodable.text()], [404, "Not found"]);
  const missing = await browser.get("/rooms/nowhere");
  assertEquals(missing.status, 404);
  assertStringIncludes(await missing.text(), "This room does not exist");
});

Deno.test("a form of another site changes nothing", async () => {
  const server = shared();
  const browser = new PlainBrowser(server.url);
  await browser.join("Ada");
  const forged = await browser.post("/rooms", { title: "Forged" }, "https://evil.example");
  assertEquals(forged.status, 403);
  assertEquals((await browser.get("/rooms/forged")).status, 404);
});

Deno.test("a body that is no form, or too long for one, is refused and harms nothing", async () => {
  const server = shared();
  const post = async (body: BodyInit, type?: string) => {
    const headers = { origin: server.url, ...(type ? { "content-type": type } : {}) };
    const response = await fetch(server.url, { method: "POST", headers, body });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await post('{"name":"Ada"}', "application/json"), 400);
  assertEquals(await post("rubbish", "multipart/form-data; boundary=x"), 400);
  assertEquals(await post(new URLSearchParams({ name: "x".repeat(20_000) })), 413);
  assertEquals((await (await fetch(`${server.url}/health`)).json()).status, "ok");
});

Deno.test("health is 200 and says ok", async () => {
  await using fresh = await ServerProcess.start();
  const response = await fetch(`${fresh.url}/health`);
  assertEquals(response.status, 200);
  const { status, rooms, connections } = await response.json();
  assertEquals([status, rooms, connections], ["ok", 1, 0]);
});

Deno.test("times are written for the reader's zone once the browser has told it", async () => {
  const server = shared();
  const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
  const { at } = await grace.say("now");
  await grace.close();
  const browser = new PlainBrowser(server.url);
  await browser.join("Ada");
  const time = (timeZone: string) =>
    new Intl.DateTimeFormat("de", { hour: "2-digit", minute: "2-digit", timeZone }).format(at);
  for (const zone of ["Asia/Kathmandu", "America/St_Johns"]) {
    const cookie = `${browser.cookie}; tz=${encodeURIComponent(zone)}`;
    const response = await browser.get("/rooms/general", { cookie, "accept-language": "de" });
    assertStringIncludes(await response.text(), time(zone));
  }
});
