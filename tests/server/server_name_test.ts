import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { becomeOwner, joinAsGuest, makeInvite, register } from "./account_steps.ts";
import { PlainBrowser } from "./plain_browser.ts";

Deno.test("a server that was named says its name on every page, escaped", async () => {
  await using server = await ServerProcess.start({});
  const titleOf = async (browser: PlainBrowser, path: string) =>
    (await browser.open(path)).html.match(/<title>([^<]*)<\/title>/)![1];
  const nobody = new PlainBrowser(server.url);
  const owner = await becomeOwner(server);
  const member = await register(server, "Mia");
  const guest = await joinAsGuest(server, "Gus");
  const invite = await makeInvite(owner);
  assertEquals(await titleOf(nobody, "/"), "Join Confab");

  const named = await owner.submit("/admin/server", { do: "name", name: "Salt & <Marsh>" });
  assertEquals([named.status, named.location], [303, "/admin/server?flash=name"]);
  const name = "Salt &amp; &lt;Marsh>";
  assertEquals(await titleOf(nobody, "/"), `Join ${name}`);
  assertMatch((await nobody.open("/")).html, new RegExp(`<h1[^>]*>Join ${name}</h1>`));
  assertEquals(await titleOf(nobody, "/login"), `Sign in · ${name}`);
  assertEquals(await titleOf(nobody, "/nope"), `There is nothing here · ${name}`);
  assertStringIncludes((await nobody.open(invite)).html, name);
  assertEquals(await titleOf(guest, "/rooms/general"), `General · ${name}`);
  assertStringIncludes((await guest.open("/rooms/general")).html, `${name}</bdi>`);
  assertEquals(await titleOf(owner, "/admin/server"), `Server · ${name}`);

  for (const [browser, status] of [[member, 404], [guest, 404], [nobody, 404]] as const) {
    assertEquals((await browser.open("/admin/server")).status, status);
    assertEquals((await browser.submit("/admin/server", { name: "Mine" })).status, status);
  }
  const refused = await owner.submit("/admin/server", { name: "x".repeat(41) });
  assertEquals(refused.status, 422);
  assertMatch(refused.html, /The name is 41 characters, the limit is 40\./);
  assertEquals(await titleOf(nobody, "/"), `Join ${name}`);
});
