import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { becomeOwner, joinAsGuest, makeInvite, PASSWORD } from "./account_steps.ts";
import { PlainBrowser } from "./plain_browser.ts";

/** For each GUESTS and REGISTRATION: what the way in offers, and how each way ends. */
const MODES = [
  { guests: "on", registration: "open", join: 303, register: 303, invite: 303 },
  { guests: "on", registration: "invite", join: 303, register: 403, invite: 303 },
  { guests: "on", registration: "closed", join: 303, register: 403, invite: 403 },
  { guests: "off", registration: "open", join: 403, register: 303, invite: 303 },
  { guests: "off", registration: "invite", join: 403, register: 403, invite: 303 },
  { guests: "off", registration: "closed", join: 403, register: 403, invite: 403 },
] as const;

Deno.test("each way in is open or closed as GUESTS and REGISTRATION say, and only open ones are offered", async () => {
  // An owner whose invites are there in every mode.
  const dataDir = await Deno.makeTempDir();
  let invites: string[];
  {
    await using server = await ServerProcess.start({ dataDir });
    const owner = await becomeOwner(server);
    invites = [await makeInvite(owner, { uses: 50 })];
    await owner.post("/rooms", { title: "Secret plans" });
    await server.stop();
  }
  for (const [i, mode] of MODES.entries()) {
    const { guests, registration, join, register, invite } = mode;
    const env = { GUESTS: guests, REGISTRATION: registration };
    await using server = await ServerProcess.start({ dataDir, env });
    const browser = () => new PlainBrowser(server.url);
    const ways = await Promise.all([
      browser().submit("/", { name: `Guest ${i}` }),
      browser().submit("/register", { name: `Open ${i}`, password: PASSWORD }),
      browser().submit(invites[0]!, { name: `Invited ${i}`, password: PASSWORD }),
    ]);
    const statuses = ways.map(({ status }) => status);
    assertEquals({ ...env, statuses }, { ...env, statuses: [join, register, invite] });
    assertEquals((await browser().open("/register")).status, register === 303 ? 200 : 403);

    const door = await browser().open("/");
    assertEquals(door.location, guests === "on" ? null : "/login?to=%2Frooms%2Fgeneral");
    const { html } = await browser().open("/login");
    for (const page of [door.html, html]) {
      assertEquals(page.includes('href="/register'), page !== "" && registration === "open");
    }
    assertEquals(html.includes("Join as a guest"), guests === "on");
    // Nobody who has to stay outside is told what is inside.
    assertEquals(door.html.includes("Secret plans"), guests === "on");
    assert(!html.includes("Secret plans"), "the page to sign in lists rooms");
    await server.stop();
  }
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("whoever was a guest stays in when guests are no longer let in", async () => {
  const dataDir = await Deno.makeTempDir();
  let guest: PlainBrowser;
  {
    await using server = await ServerProcess.start({ dataDir });
    guest = await joinAsGuest(server, "Ada");
    await server.stop();
  }
  await using server = await ServerProcess.start({ dataDir, env: { GUESTS: "off" } });
  guest.origin = server.url;
  assertEquals((await guest.open("/rooms/general")).status, 200);
  const stranger = new PlainBrowser(server.url);
  assertEquals((await stranger.open("/rooms/general")).location, "/login?to=%2Frooms%2Fgeneral");
  const refused = await stranger.submit("/", { name: "Grace" });
  assertStringIncludes(refused.html, "Guests cannot join here");
  assertEquals(refused.headers.getSetCookie(), []);
  const socket = await SocketPeer.connect(server.socketUrl);
  const reply = await socket.ask({ type: "auth", name: "Grace" });
  assertEquals(reply.ok ? "let in" : reply.error.code, "guests_off");
  await socket.close();
  await Deno.remove(dataDir, { recursive: true });
});
