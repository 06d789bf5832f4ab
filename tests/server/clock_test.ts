import { assertEquals, assertStringIncludes } from "@std/assert";
import { FakeClock } from "../faults/fake_clock.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { found } from "../support/waiting.ts";
import { becomeOwner, makeInvite, PASSWORD, signIn } from "./account_steps.ts";
import { PlainBrowser } from "./plain_browser.ts";

const HOUR_SECONDS = 3_600;

Deno.test({
  name:
    "with the clock set back an hour sessions, links and passwords go on, and who guessed waits no longer",
  ignore: !FakeClock.isInstalled,
  async fn() {
    await using clock = (await FakeClock.find())!;
    await using server = await ServerProcess.start({ env: clock.env });
    const owner = await becomeOwner(server);
    const invite = await makeInvite(owner);
    const guest = new PlainBrowser(server.url);
    await guest.join("Gast");
    const peer = await SocketPeer.connect(server.socketUrl, { headers: { cookie: guest.cookie } });
    await peer.say("before");
    const guessing = new PlainBrowser(server.url);
    const guess = (password: string) => guessing.post("/login", { name: "Olga", password });
    for (let i = 0; i < 6; i++) assertEquals((await guess("wrong and wrong")).status, 422);

    clock.set(-HOUR_SECONDS);
    await found(async () => (await guess(PASSWORD)).status === 303 || null, { ms: 10_000 });
    assertEquals((await owner.open("/admin")).status, 200);
    assertEquals((await peer.say("after")).seq, 2);
    const { html } = await guest.open("/rooms/general");
    assertStringIncludes(html, "before");
    assertStringIncludes(html, "after");
    const again = await signIn(server, "Olga");
    assertEquals((await again.open("/admin")).status, 200);
    const member = new PlainBrowser(server.url);
    assertEquals((await member.post(invite, { name: "Mia", password: PASSWORD })).status, 303);
    await peer.close();
    assertEquals(await server.stop(), 0);
  },
});
