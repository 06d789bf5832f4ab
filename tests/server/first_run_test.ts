import { assert, assertEquals, assertMatch } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { becomeOwner, joinAsGuest, register, shownLink } from "./account_steps.ts";
import { PlainBrowser } from "./plain_browser.ts";

const ROOM = "/rooms/general";

/** What the first room offers: its steps, those that are done with a "+"; null where it offers nothing. */
async function offered(browser: PlainBrowser): Promise<string[] | null> {
  const { html } = await browser.open(ROOM);
  if (!html.includes("Your server is running")) return null;
  return [...html.matchAll(/<li class="step"( data-done)?.*?<h3[^>]*>([^<]*)/g)]
    .map(([, done, title]) => `${done ? "+" : ""}${title}`);
}

Deno.test("the owner is offered to name the server, to invite and to make rooms, until all is done", async () => {
  await using server = await ServerProcess.start({});
  const owner = await becomeOwner(server);
  const guest = await joinAsGuest(server, "Gus");
  assertEquals(await offered(guest), null);
  assertEquals(await offered(owner), [
    "Name the server",
    "Invite your team",
    "Create the first rooms",
  ]);

  const made = await owner.submit("/rooms", { title: ["Design", "Kitchen", "  "], to: ROOM });
  assertEquals([made.status, made.location], [303, ROOM]);
  for (const id of ["design", "kitchen"]) {
    assertEquals((await owner.open(`/rooms/${id}`)).status, 200);
  }
  assertEquals(await offered(owner), [
    "Name the server",
    "Invite your team",
    "+Create the first rooms",
  ]);

  const named = await owner.submit("/admin/server", { name: "Saltmarsh", to: ROOM });
  assertEquals([named.status, named.location], [303, ROOM]);
  const { html } = await owner.open(ROOM);
  assertMatch(html, /It is called <bdi[^>]*>Saltmarsh<\/bdi>/);

  const invite = { do: "create", role: "member", uses: "50", days: "7", note: "crew" };
  assert(shownLink((await owner.submit("/admin/invites", invite)).html).startsWith("/invite/"));
  assertEquals(await offered(owner), null);
});

Deno.test("the list can be hidden, is nobody's but the owner's, and leads to nothing elsewhere", async () => {
  await using server = await ServerProcess.start({});
  const owner = await becomeOwner(server);
  const member = await register(server, "Mia");
  assertEquals((await member.submit("/admin/first-run", {})).status, 404);
  // Somebody has come: nobody needs to be invited.
  assertEquals((await offered(owner))?.[1], "+Invite your team");
  for (const to of ["https://evil.example", "//evil.example"]) {
    assertEquals((await owner.submit("/rooms", { title: "Ops", to })).location, "/rooms/ops");
    const { location } = await owner.submit("/admin/server", { name: "Saltmarsh", to });
    assertEquals(location, "/admin/server?flash=name");
  }
  const session = owner.cookie;
  const hidden = await owner.submit("/admin/first-run", {});
  assertEquals([hidden.status, hidden.location], [303, ROOM]);
  owner.cookie = `${session}; ${owner.cookie}`;
  assertEquals(await offered(owner), null);
});

Deno.test("where no accounts are made nobody is to be invited", async () => {
  await using server = await ServerProcess.start({ env: { REGISTRATION: "closed" } });
  const owner = await becomeOwner(server);
  assertEquals(await offered(owner), ["Name the server", "Create the first rooms"]);
});

Deno.test("one form makes a few rooms, and says why one cannot be made", async () => {
  await using server = await ServerProcess.start({});
  const ada = await register(server, "Ada");
  const many = Array.from({ length: 10 }, (_, n) => `Room ${n}`);
  assertEquals((await ada.submit("/rooms", { title: many })).location, "/rooms/room-0");
  assertEquals((await ada.open("/rooms/room-7")).status, 200);
  assertEquals((await ada.open("/rooms/room-8")).status, 404);
  for (const title of ["", "???", "x".repeat(65)]) {
    assertEquals((await ada.submit("/rooms", { title })).status, 422, title);
  }
});
