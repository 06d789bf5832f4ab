import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { within } from "../support/waiting.ts";
import {
  becomeOwner,
  joinAsGuest,
  makeInvite,
  PASSWORD,
  personPath,
  register,
  signIn,
} from "./account_steps.ts";
import { PlainBrowser } from "./plain_browser.ts";

const ADMIN_PAGES = ["/admin", "/admin/invites", "/admin/bans", "/admin/rooms"];

async function adminOf(server: ServerProcess, owner: PlainBrowser): Promise<PlainBrowser> {
  const admin = new PlainBrowser(server.url);
  const path = await makeInvite(owner, { role: "admin" });
  assertEquals((await admin.submit(path, { name: "Adam", password: PASSWORD })).status, 303);
  return admin;
}

Deno.test("every page and form of the administration, for every role", async () => {
  await using server = await ServerProcess.start();
  const owner = await becomeOwner(server);
  const admin = await adminOf(server, owner);
  const member = await register(server, "Mary");
  const guest = await joinAsGuest(server, "Guest");
  const nobody = new PlainBrowser(server.url);
  const person = await personPath(owner, "Mary");

  const nothing = withoutNonce((await nobody.open("/there/is/nothing")).html);
  for (const path of [...ADMIN_PAGES, "/admin/audit", person]) {
    const isForOwner = path === "/admin/audit";
    assertEquals((await owner.open(path)).status, 200, path);
    assertEquals((await admin.open(path)).status, isForOwner ? 404 : 200, path);
    for (const outsider of [member, guest, nobody]) {
      const { status, html } = await outsider.open(path);
      assertEquals([path, status, withoutNonce(html)], [path, 404, nothing]);
    }
  }
  const forms: [string, Record<string, string>][] = [
    [person, { do: "role", role: "admin" }],
    [person, { do: "reset" }],
    [person, { do: "deactivate" }],
    [person, { do: "ban", reason: "", hours: "1" }],
    ["/admin/invites", { do: "create", role: "member", uses: "1", days: "1" }],
    ["/admin/bans", { do: "ban", address: "192.0.2.1", reason: "", hours: "1" }],
    ["/admin/rooms", { do: "archive", room: "general" }],
  ];
  for (const [path, fields] of forms) {
    for (const outsider of [member, guest, nobody]) {
      assertEquals((await outsider.submit(path, fields)).status, 404, `${path} ${fields.do}`);
    }
  }
  // An admin is refused by the service what only the owner may, whatever the page offers.
  assertEquals((await admin.submit(person, { do: "role", role: "admin" })).status, 403);
  assertEquals((await admin.submit(person, { do: "role", role: "owner", sure: "on" })).status, 403);
  const wish = { do: "create", role: "admin", uses: "1", days: "1" };
  assertEquals((await admin.submit("/admin/invites", wish)).status, 403);
  for (const untouchable of [await personPath(owner, "Olga"), await personPath(owner, "Adam")]) {
    assertMatch((await admin.open(untouchable)).html, /class="note">[^<]+/);
    for (const act of ["reset", "deactivate", "ban"]) {
      const refused = await admin.submit(untouchable, { do: act, reason: "", hours: "1" });
      assertEquals([untouchable, act, refused.status], [untouchable, act, 403]);
    }
  }
  // None of it did anything.
  const { html } = await owner.open(person);
  assert(!/Banned|Deactivated/.test(html), "something was done");
  assertStringIncludes((await member.open("/account")).html, "You are a member");
  assertEquals((await owner.open("/admin/audit")).html.match(/<tr/g)?.length, 2);
});

Deno.test("no form of another site does anything", async () => {
  await using server = await ServerProcess.start();
  const owner = await becomeOwner(server);
  await register(server, "Mary");
  const person = await personPath(owner, "Mary");
  const invite = await makeInvite(owner);
  const forms: [string, Record<string, string>][] = [
    ["/login", { name: "Mary", password: PASSWORD }],
    ["/register", { name: "Forged", password: PASSWORD }],
    [invite, { name: "Forged", password: PASSWORD }],
    [server.setupPath!, { name: "Forged", password: PASSWORD }],
    ["/reset/x", { password: PASSWORD }],
    ["/account", { do: "name", name: "Forged" }],
    ["/account", { do: "end-others" }],
    ["/leave", {}],
    [person, { do: "deactivate" }],
    ["/admin/invites", { do: "create", role: "admin", uses: "9", days: "9" }],
    ["/admin/bans", { do: "ban", address: "192.0.2.1", reason: "", hours: "1" }],
    ["/admin/rooms", { do: "archive", room: "general" }],
    ["/rooms", { title: "Forged" }],
    ["/", { name: "Forged" }],
  ];
  const { cookie } = owner;
  for (const [path, fields] of forms) {
    for (const origin of ["https://evil.example", "null", `${server.url}.evil.example`]) {
      const forged = await owner.post(path, fields, origin);
      assertEquals([path, origin, forged.status], [path, origin, 403]);
      assertEquals(forged.headers.getSetCookie(), []);
    }
  }
  assertEquals(owner.cookie, cookie);
  assertStringIncludes((await owner.open("/account")).html, 'value="Olga"');
  assertStringIncludes((await owner.open("/admin?q=Forged&guests=on")).html, "Nobody");
  assertStringIncludes((await owner.open("/admin/bans")).html, "Nobody is banned");
  assertEquals((await owner.open("/admin/audit")).html.match(/<tr/g)?.length, 2);
  assertEquals((await owner.open("/rooms/forged")).status, 404);
});

Deno.test("whoever is deactivated is out at once, on every socket, until the account is reactivated", async () => {
  await using server = await ServerProcess.start();
  const owner = await becomeOwner(server);
  const mary = await register(server, "Mary");
  const socket = await connect(server, mary);
  const person = await personPath(owner, "Mary");

  const done = await owner.submit(person, { do: "deactivate" });
  assertEquals(done.location, `${person}?flash=deactivate`);
  assert([4001, 4003].includes(await within(socket.closed)));
  assertEquals((await mary.open("/account")).status, 303);
  const again = { name: "Mary", password: PASSWORD };
  assertEquals((await new PlainBrowser(server.url).submit("/login", again)).status, 422);
  assertEquals((await new PlainBrowser(server.url).submit("/", { name: "Mary" })).status, 422);

  await owner.post(person, { do: "reactivate" });
  await signIn(server, "Mary");
});

Deno.test("a ban throws out, keeps out and says why; lifted, everything is as it was", async () => {
  await using server = await ServerProcess.start();
  const owner = await becomeOwner(server);
  const mary = await register(server, "Mary");
  const guest = await joinAsGuest(server, "Gus");
  const sockets = [await connect(server, mary), await connect(server, guest)];
  for (const name of ["Mary", "Gus"]) {
    const form = { do: "ban", reason: "Too <b>loud</b>", hours: "24" };
    const done = await owner.submit(await personPath(owner, name), form);
    assertEquals(done.status, 303);
    assertMatch(
      (await owner.open(done.location!)).html,
      /role="status">Banned until \w+ \d+, \d{4}, /,
    );
  }
  assertEquals(await within(Promise.all(sockets.map(({ closed }) => closed))), [4003, 4003]);
  for (const { inbox } of sockets) {
    const { code, ban } = await inbox.next("error");
    assertEquals([code, ban?.reason], ["banned", "Too <b>loud</b>"]);
    const hours = (ban!.until! - Date.now()) / 3_600_000;
    assert(hours > 23 && hours <= 24, `${hours} hours`);
  }
  for (const banned of [mary, guest]) {
    for (const path of ["/", "/rooms/general", "/account", "/login", "/register"]) {
      const { status, html } = await banned.open(path);
      assertEquals([path, status], [path, 403]);
      assertMatch(html, /You are banned until /);
      assertStringIncludes(html, "Too &lt;b>loud&lt;/b>");
    }
    // A socket says why; one of another chat's clients, which would not understand it, is not opened.
    const { code, said } = await within(farewell(server, banned));
    assertEquals([code, JSON.parse(said).ban.reason], [4003, "Too <b>loud</b>"]);
    const upgrade = { upgrade: "websocket", connection: "upgrade" };
    assertEquals((await banned.get("/ws", upgrade)).status, 403);
  }
  // Somebody else may have an account here; a guest would just come in again.
  assertStringIncludes((await mary.open("/")).html, "Sign out");
  assertEquals((await guest.open("/")).html.includes("Sign out"), false);
  const refused = await new PlainBrowser(server.url).submit("/login", {
    name: "Mary",
    password: PASSWORD,
  });
  assertEquals(refused.status, 403);
  assertMatch(
    refused.html,
    /You are banned until \w+ \d+, \d{4}, .* UTC\. The reason: Too &lt;b>loud/,
  );

  const { html } = await owner.open("/admin/bans");
  const bans = [...html.matchAll(/name="ban" value="([^"]+)"/g)].map(([, id]) => id!);
  assertEquals(bans.length, 2);
  for (const ban of bans) await owner.post("/admin/bans", { do: "lift", ban });
  assertStringIncludes((await owner.open("/admin/bans")).html, "Nobody is banned");
  assertEquals((await mary.open("/account")).status, 200);
  assertEquals((await guest.open("/account")).status, 200);
});

Deno.test("a ban takes away what the person wrote when it is asked to, in sight of everybody, and else not", async () => {
  await using server = await ServerProcess.start();
  const owner = await becomeOwner(server);
  const watcher = await connect(server, owner);
  await watcher.join();
  await watcher.say("stays");
  const wrote: Record<string, number[]> = {};
  for (const name of ["Spammer", "Loud"]) {
    const socket = await connect(server, await joinAsGuest(server, name));
    const replies = [await socket.say(`${name} one`), await socket.say(`${name} two`)];
    wrote[name] = replies.map((reply) => (reply as unknown as { seq: number }).seq);
    await socket.close();
  }
  await owner.post(await personPath(owner, "Loud"), { do: "ban", reason: "", hours: "1" });
  const form = { do: "ban", reason: "Spam", hours: "forever", remove: "on" };
  const spammer = await personPath(owner, "Spammer");
  // All of it or nothing.
  const refused = await owner.submit(spammer, { ...form, address: "127.0.0.1" });
  assertEquals(refused.status, 403);
  assertStringIncludes(refused.html, "This is your own address");
  assert(!(await owner.open(spammer)).html.includes("Lift the ban"));
  const done = await owner.submit(spammer, form);
  assertEquals(done.status, 303);
  assertStringIncludes((await owner.open(spammer)).html, "Lift the ban");
  for (const seq of wrote.Spammer!) {
    await watcher.inbox.next(
      "message",
      ({ message }) => message.seq === seq && !!message.deletedAt,
    );
  }
  const { messages } = await watcher.must({
    type: "history.page",
    room: "general",
  }) as unknown as { messages: { text: string }[] };
  assertEquals(messages.map(({ text }) => text), ["stays", "", "", "Loud one", "Loud two"]);
  await watcher.close();
  let audit = "";
  await within((async () => {
    while (!audit.includes("Removed all messages")) {
      audit = (await owner.open("/admin/audit")).html;
    }
  })());
  assertMatch(audit, /Removed all messages of Spammer[\s\S]*messages: 2/);
  assertEquals(audit.match(/Removed all messages/g)?.length, 1);
});

Deno.test("a banned address gets no page and no socket, but for admins who are signed in there", async () => {
  await using server = await ServerProcess.start({ env: { HOST: "0.0.0.0" } });
  using elsewhere = Deno.createHttpClient({ localAddress: "127.0.0.2" });
  const owner = await becomeOwner(server);
  const admin = await adminOf(server, owner);
  const there = { client: elsewhere };
  const mary = await register(server, "Mary", there);
  const adminThere = await signIn(server, "Adam", there);
  const socket = await connect(server, mary, elsewhere);

  assertStringIncludes((await owner.open(await personPath(owner, "Mary"))).html, "127.0.0.2");
  const ban = (address: string) =>
    owner.submit("/admin/bans", { do: "ban", address, reason: "Floods", hours: "1" });
  // Nobody locks themselves out, and what is no address is none.
  assertEquals((await ban("127.0.0.1")).status, 403);
  const nonsense = await ban("somewhere");
  assertEquals(nonsense.status, 422);
  assertStringIncludes(nonsense.html, 'value="somewhere"');
  assertEquals((await ban("127.0.0.2")).location, "/admin/bans?flash=ban");

  assertEquals(await within(socket.closed), 4003);
  for (const path of ["/account", "/", "/login", "/rooms/general", "/health"]) {
    const { status, html } = await mary.open(path);
    assertEquals([path, status], [path, 403]);
    assertStringIncludes(html, "Floods");
  }
  const stranger = new PlainBrowser(server.url, there);
  assertEquals((await stranger.join("Eve")).status, 403);
  assertEquals((await stranger.submit("/login", { name: "Mary", password: PASSWORD })).status, 403);
  const upgrade = await stranger.get("/ws", {
    upgrade: "websocket",
    connection: "upgrade",
    "sec-websocket-version": "13",
    "sec-websocket-key": "x".repeat(22) + "==",
  });
  assertEquals([upgrade.status, (await upgrade.json()).error.code], [403, "banned"]);

  assertEquals((await adminThere.open("/admin/bans")).status, 200);
  assertEquals((await admin.open("/admin")).status, 200);
  const id = (await adminThere.open("/admin/bans")).html.match(/name="ban" value="([^"]+)"/)![1]!;
  await adminThere.post("/admin/bans", { do: "lift", ban: id });
  assertEquals((await mary.open("/account")).status, 200);
});

Deno.test("people are found and paged by name; the owner names admins and hands the server over", async () => {
  await using server = await ServerProcess.start();
  const owner = await becomeOwner(server);
  const mary = await register(server, "Mary");
  for (let i = 10; i < 65; i++) await joinAsGuest(server, `Guest ${i}`);

  const all = await owner.open("/admin?guests=on");
  assertStringIncludes(all.html, "57 people");
  assertStringIncludes(all.html, "Page 1 of 2");
  assertEquals(all.html.match(/class="person"/g)?.length, 50);
  const rest = await owner.open("/admin?guests=on&page=2");
  assertEquals(rest.html.match(/class="person"/g)?.length, 7);
  assertEquals((await owner.open("/admin?guests=on&page=99")).status, 200);
  assertStringIncludes((await owner.open("/admin")).html, "2 people");
  const found = await owner.open("/admin?q=GUEST+1&guests=on");
  assertStringIncludes(found.html, "10 people with “GUEST 1”");
  const odd = await owner.open("/admin?q=%22%3E%3Cscript%3E&page=-1");
  assertEquals(odd.status, 200);
  assert(!odd.html.includes('"><script>'), "what was looked for became markup");

  const person = await personPath(owner, "Mary");
  const onMary = await connect(server, mary);
  await owner.post(person, { do: "role", role: "admin" });
  // A session from before does not come by more power: she signs in anew.
  assertEquals(await within(onMary.closed), 4001);
  assertEquals((await mary.open("/admin")).status, 404);
  const promoted = await signIn(server, "Mary");
  assertEquals((await promoted.open("/admin")).status, 200);

  const unsure = await owner.submit(person, { do: "role", role: "owner" });
  assertEquals(unsure.status, 400);
  await owner.post(person, { do: "role", role: "owner", sure: "on" });
  assertEquals((await owner.open("/admin/audit")).status, 404);
  assertEquals((await owner.open("/admin")).status, 200);
  const heir = await signIn(server, "Mary");
  const { html } = await heir.open("/admin/audit");
  assertMatch(html, /Olga[\s\S]*Handed the server over to Mary/);
  assertMatch(html, /Changed the role of Mary[\s\S]*from: member, to: admin/);
});

Deno.test("an archived room takes no messages until it is brought back, and who did it is written down", async () => {
  await using server = await ServerProcess.start();
  const owner = await becomeOwner(server);
  const guest = await joinAsGuest(server, "Gus");
  const socket = await connect(server, guest);
  await socket.join();
  const say = () => socket.ask({ type: "message.send", room: "general", id: "m1", text: "hello" });

  const archived = await owner.submit("/admin/rooms", {
    do: "archive",
    room: "general",
    page: "1",
  });
  assertEquals(archived.location, "/admin/rooms?page=1&flash=archive");
  const refused = await say();
  assertEquals(refused.ok ? "sent" : refused.error.code, "read_only");
  assertStringIncludes((await owner.open("/admin/rooms")).html, "Bring back");
  await owner.post("/admin/rooms", { do: "unarchive", room: "general" });
  assertEquals((await say()).ok, true);
  await socket.close();
  assertEquals((await owner.submit("/admin/rooms", { do: "archive", room: "none" })).status, 404);
  assertMatch((await owner.open("/admin/audit")).html, /Archived the room General/);
});

async function connect(
  server: ServerProcess,
  { cookie }: PlainBrowser,
  client?: Deno.HttpClient,
): Promise<SocketPeer> {
  return await SocketPeer.connect(server.socketUrl, { headers: { cookie }, client });
}

/** All that a socket says until it is closed, and with which code. */
function farewell(
  server: ServerProcess,
  { cookie }: PlainBrowser,
): Promise<{ code: number; said: string }> {
  // Deno's own form of the second argument; the browser's types don't know it.
  const options = { protocols: ["confab.v1"], headers: { cookie } } as unknown as string[];
  const socket = new WebSocket(server.socketUrl, options);
  let said = "";
  socket.onmessage = ({ data }) => said += data;
  return new Promise((resolve) => socket.onclose = ({ code }) => resolve({ code, said }));
}

function withoutNonce(html: string): string {
  return html.replace(/nonce="[^"]*"/g, "");
}

Deno.test("admins find a public room by its title, and are back at what they found once it is archived", async () => {
  await using server = await ServerProcess.start({});
  const owner = await becomeOwner(server);
  await owner.post("/rooms", { title: ["Design", "Designers", "Kitchen"] });
  const listed = async (path: string) =>
    [...(await owner.open(path)).html.matchAll(/href="\/rooms\/([^"]+)"/g)].map(([, id]) => id);
  assertEquals(await listed("/admin/rooms"), ["design", "designers", "general", "kitchen"]);
  assertEquals(await listed("/admin/rooms?q=DESIGN"), ["design", "designers"]);
  assertStringIncludes((await owner.open("/admin/rooms?q=none")).html, "No room has “none”");
  const fields = { do: "archive", room: "design", q: "design", page: "1" };
  const { location } = await owner.submit("/admin/rooms", fields);
  assertEquals(location, "/admin/rooms?page=1&q=design&flash=archive");
  assertEquals(await listed(location!), ["design", "designers"]);
});
