import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { within } from "../support/waiting.ts";
import {
  becomeOwner,
  joinAsGuest,
  makeInvite,
  OTHER_PASSWORD,
  PASSWORD,
  personPath,
  register,
  shownLink,
  signIn,
} from "./account_steps.ts";
import { PlainBrowser } from "./plain_browser.ts";
import { runTask } from "./run_task.ts";

Deno.test("the setup link makes one owner, once; a restart makes another link until there is an owner", async () => {
  const dataDir = await Deno.makeTempDir();
  let first: string;
  {
    await using server = await ServerProcess.start({ dataDir });
    first = server.setupPath!;
    assertMatch((await new PlainBrowser(server.url).open(first)).html, /Become the owner/);
    await server.stop();
  }
  {
    await using server = await ServerProcess.start({ dataDir });
    const stranger = new PlainBrowser(server.url);
    assertEquals((await stranger.open(first)).status, 410, "the link of an earlier start");
    assertEquals((await stranger.open(`/setup/${"x".repeat(43)}`)).status, 410);
    // What fails does not use it up.
    const weak = await stranger.submit(server.setupPath!, { name: "Olga", password: "password" });
    assertEquals(weak.status, 422);
    const owner = await becomeOwner(server);
    assertStringIncludes((await owner.open("/account")).html, "You own this server");
    const form = { name: "Eve", password: PASSWORD };
    assertEquals((await stranger.open(server.setupPath!)).status, 410);
    assertEquals((await stranger.submit(server.setupPath!, form)).status, 410);
    await server.stop();
  }
  await using server = await ServerProcess.start({ dataDir });
  assertEquals(server.setupPath, null);
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("of twenty who open the setup link at once, one becomes the owner, and the others nobody", async () => {
  await using server = await ServerProcess.start();
  const racers = Array.from({ length: 20 }, (_, n) => ({
    name: `Racer ${n}`,
    browser: new PlainBrowser(server.url),
  }));
  const statuses = await Promise.all(
    racers.map(async ({ name, browser }) =>
      (await browser.post(server.setupPath!, { name, password: PASSWORD })).status
    ),
  );
  assertEquals(statuses.filter((status) => status === 303).length, 1);
  // 16 of one network may wait for their password to be hashed.
  assertEquals(statuses.filter((status) => ![303, 410, 429].includes(status)), []);
  const owner = racers[statuses.indexOf(303)]!;
  const { html } = await owner.browser.open("/admin");
  assertEquals(html.match(/\/admin\/people\//g)?.length, 1);
  for (const { name, browser } of racers) {
    const { status } = await browser.open("/admin/audit");
    assertEquals([name, status === 200], [name, name === owner.name]);
  }
});

Deno.test("an invite is shown once with its QR code, makes as many accounts as it may, and can be withdrawn", async () => {
  await using server = await ServerProcess.start({ env: { REGISTRATION: "invite" } });
  const owner = await becomeOwner(server);
  const made = await owner.submit("/admin/invites", {
    do: "create",
    role: "admin",
    uses: "1",
    days: "7",
  });
  assertEquals(made.status, 200);
  assertEquals(made.headers.get("cache-control"), "no-store");
  assertStringIncludes(made.html, `value="${server.url}/invite/`);
  assertMatch(made.html, /<svg class="qr"[^>]*role="img"/);
  const path = shownLink(made.html);
  const token = path.split("/").pop()!;
  assert(!(await owner.open("/admin/invites")).html.includes(token), "the link is shown again");

  const ada = new PlainBrowser(server.url);
  assertEquals((await ada.open("/register")).status, 403);
  const uninvited = await ada.submit("/register", { name: "Ada", password: PASSWORD });
  assertEquals(uninvited.status, 403);
  const page = await ada.open(path);
  assertStringIncludes(page.html, "You are invited");
  assertStringIncludes(page.html, new URL(server.url).host);
  // Nothing of the page's address goes to another site.
  assertEquals(page.headers.get("referrer-policy"), "same-origin");
  assertEquals(page.headers.get("cache-control"), "no-store");
  for (const [, url] of page.html.matchAll(/(?:href|src|action)="([^"]+)"/g)) {
    assert(url!.startsWith("/"), `${url} leads elsewhere`);
  }
  assertEquals((await ada.submit(path, { name: "Ada", password: "short" })).status, 422);
  assertEquals((await ada.submit(path, { name: "Ada", password: PASSWORD })).status, 303);
  assertStringIncludes((await ada.open("/account")).html, "You are an admin");

  const late = new PlainBrowser(server.url);
  const tooLate = await late.submit(path, { name: "Late", password: PASSWORD });
  assertEquals(tooLate.status, 410);
  assertStringIncludes(tooLate.html, "This link no longer works");

  // Who is in already does not use up what they made for another; a guest claims by it.
  const second = await makeInvite(owner, { uses: 2 });
  assertEquals((await owner.open(second)).status, 409);
  const guest = await joinAsGuest(server, "Bob");
  assertEquals((await guest.submit(second, { password: PASSWORD })).status, 303);
  assertStringIncludes((await guest.open("/account")).html, "You are a member");

  const { html } = await owner.open("/admin/invites");
  const id = html.match(/name="invite" value="([^"]+)"/)![1]!;
  await owner.post("/admin/invites", { do: "withdraw", invite: id });
  assertEquals((await late.open(second)).status, 410);
});

Deno.test("an invite out of bounds is refused at the form, with what was typed", async () => {
  await using server = await ServerProcess.start();
  const owner = await becomeOwner(server);
  for (
    const [uses, days, says] of [["0", "7", "1 to 1000"], ["1", "999", "1 to 365"], [
      "x",
      "7",
      "uses",
    ]]
  ) {
    const fields = { do: "create", role: "member", uses: uses!, days: days! };
    const { status, html } = await owner.submit("/admin/invites", fields);
    assertEquals(status, 422);
    assertMatch(html, new RegExp(`role="alert"[^>]*>[^<]*${says}`));
    assertStringIncludes(html, `value="${days}"`);
  }
  assertEquals((await owner.submit("/admin/invites", { do: "create", role: "owner" })).status, 400);
});

Deno.test("a reset link sets a password once, ends every session and the sockets of all of them", async () => {
  await using server = await ServerProcess.start();
  const owner = await becomeOwner(server);
  const lost = await register(server, "Ada");
  const socket = await SocketPeer.connect(server.socketUrl, { headers: { cookie: lost.cookie } });
  const { html } = await owner.submit(await personPath(owner, "Ada"), { do: "reset" });
  const path = shownLink(html);

  const ada = new PlainBrowser(server.url);
  const page = (await ada.open(path)).html;
  assertMatch(page, /<input[^>]*value="Ada"[^>]*readonly|readonly[^>]*value="Ada"/i);
  assertMatch(page, /autocomplete="new-password"/);
  assertEquals((await ada.submit(path, { password: "short" })).status, 422);
  assertEquals((await ada.submit(path, { password: OTHER_PASSWORD })).status, 303);
  assertEquals(await within(socket.closed), 4001);
  assertEquals((await lost.open("/account")).status, 303);
  assertStringIncludes((await ada.open("/account")).html, 'value="Ada"');
  assertEquals((await new PlainBrowser(server.url).open(path)).status, 410);
  await signIn(server, "Ada", { password: OTHER_PASSWORD });
});

Deno.test("whoever runs the machine gets the owner back in, with the server stopped", async () => {
  const dataDir = await Deno.makeTempDir();
  const nobody = await runTask("reset-owner", { DATA_DIR: dataDir });
  assertEquals([nobody.code, nobody.stdout], [1, ""]);
  assertStringIncludes(nobody.stderr, "there is no owner yet");
  {
    await using server = await ServerProcess.start({ dataDir });
    await becomeOwner(server);
    const busy = await runTask("reset-owner", { DATA_DIR: dataDir });
    assertEquals([busy.code, busy.stdout], [1, ""]);
    assertStringIncludes(busy.stderr, "Another server uses");
    await server.stop();
  }
  const { code, stdout } = await runTask("reset-owner", { DATA_DIR: dataDir });
  const path = stdout.match(/(\/reset\/\S+)\n$/)?.[1];
  assertEquals([code, typeof path], [0, "string"]);
  await using server = await ServerProcess.start({ dataDir });
  const owner = new PlainBrowser(server.url);
  assertEquals((await owner.submit(path!, { password: OTHER_PASSWORD })).status, 303);
  assertEquals((await owner.open("/admin/audit")).status, 200);
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("no token, password or cookie stands in the log", async () => {
  await using server = await ServerProcess.start({ keepsLog: true });
  const owner = await becomeOwner(server);
  const path = await makeInvite(owner);
  const ada = new PlainBrowser(server.url);
  await ada.open(path);
  await ada.submit(path, { name: "Ada", password: PASSWORD });
  await server.stop();
  const log = await server.log;
  for (const secret of [path.split("/").pop()!, server.setupPath!, PASSWORD, ada.cookie]) {
    assert(!log.includes(secret), "a secret is in the log");
  }
});
