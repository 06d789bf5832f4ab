import { assert, assertEquals, assertMatch } from "@std/assert";
import { sharedServer } from "../support/shared_server.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { joinAsGuest, register, signIn } from "./account_steps.ts";
import type { PlainBrowser } from "./plain_browser.ts";

const shared = sharedServer();

const CHOSEN = {
  theme: "dark",
  contrast: "high",
  density: "compact",
  clock: "24",
  enterSends: "false",
};
const LOOK = [
  'data-theme="dark"',
  'data-contrast="high"',
  'data-density="compact"',
  'data-clock="24"',
  'data-enter="breaks"',
];

/** What the root of a page says of how it looks. */
async function lookOf(browser: PlainBrowser, path: string): Promise<string[]> {
  const { html } = await browser.open(path);
  return html.match(/<html[^>]*>/)![0].match(/data-[a-z]+="[^"]*"/g) ?? [];
}

Deno.test("without a script an account chooses, and every page of every device looks so, refused ones too", async () => {
  const ada = await register(shared(), "Ada");
  const phone = await signIn(shared(), "Ada");
  assertEquals(await lookOf(ada, "/rooms/general"), []);
  const kept = await ada.submit("/account/settings", CHOSEN);
  assertEquals([kept.status, kept.location], [303, "/account/settings?flash=kept"]);
  assertMatch((await ada.open(kept.location!)).html, /Your settings have been saved\./);
  for (const browser of [ada, phone]) {
    for (const path of ["/rooms/general", "/rooms", "/account", "/account/settings", "/nope"]) {
      assertEquals([path, await lookOf(browser, path)], [path, LOOK]);
    }
  }
  const { html } = await phone.open("/account/settings");
  for (const [name, value] of Object.entries(CHOSEN)) {
    if (value === "false") continue;
    const input =
      html.match(new RegExp(`<input[^>]*name="${name}"[^>]*value="${value}"[^>]*>`))![0];
    assert(/ checked/.test(input), input);
  }
  await ada.submit("/account/settings", {});
  assertEquals(await lookOf(phone, "/rooms/general"), []);
  await ada.submit("/account/settings", { theme: "pink", clock: "12" });
  assertEquals(await lookOf(phone, "/rooms"), ['data-clock="12"']);
});

Deno.test("times on pages are written with the hours that one has chosen", async () => {
  const tim = await register(shared(), "Tim");
  const lastUsed = async () =>
    (await tim.open("/account")).html.match(/Last used <time[^>]*>([^<]*)/)![1]!;
  for (const [clock, pattern] of [["12", /\d [AP]M UTC$/], ["24", /, \d\d:\d\d UTC$/]] as const) {
    await tim.submit("/account/settings", { clock });
    assertMatch(await lastUsed(), pattern);
  }
});

Deno.test("a guest's choice is kept in their browser, and goes with a sign-out", async () => {
  const gus = await joinAsGuest(shared(), "Gus");
  const session = gus.cookie;
  await gus.submit("/account/settings", CHOSEN);
  const settings = gus.cookie;
  assertMatch(settings, /^settings=theme=dark&/);
  gus.cookie = session;
  assertEquals(await lookOf(gus, "/rooms/general"), []);
  gus.cookie = `${session}; ${settings}`;
  assertEquals(await lookOf(gus, "/rooms/general"), LOOK);
  const left = await gus.post("/leave", {});
  assert(left.headers.getSetCookie().some((cookie) => /^settings=;.*Expires=/.test(cookie)));
});

Deno.test("who has no session is led to signing in, and nothing is kept", async () => {
  const nobody = await joinAsGuest(shared(), "Nora");
  nobody.cookie = "";
  assertEquals((await nobody.submit("/account/settings", CHOSEN)).status, 303);
  assertEquals(nobody.cookie, "");
});

Deno.test("devices that are connected hear what an account chooses, and those that come later, too", async () => {
  const eve = await register(shared(), "Eve");
  const mallory = await register(shared(), "Mallory");
  const connect = (browser: PlainBrowser) =>
    SocketPeer.connect(shared().socketUrl, { headers: { cookie: browser.cookie } });
  const other = await connect(mallory);
  const there = await connect(await signIn(shared(), "Eve"));
  await eve.submit("/account/settings", CHOSEN);
  const { settings } = await there.inbox.next("settings");
  assertEquals(settings, { ...CHOSEN, enterSends: false });
  const later = await connect(eve);
  assertEquals((await later.inbox.next("settings")).settings, settings);
  await other.say("nothing to hear");
  assertEquals(other.inbox.all("settings"), []);
  for (const peer of [there, later, other]) await peer.close();
});
