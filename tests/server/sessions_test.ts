import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { PlainBrowser } from "./plain_browser.ts";

Deno.test("leaving ends the session", async () => {
  await using server = await ServerProcess.start();
  const browser = new PlainBrowser(server.url);
  await browser.join("Ada");
  const { cookie } = browser;
  assertEquals((await browser.post("/leave", {})).headers.get("location"), "/");
  browser.cookie = cookie;
  assertEquals((await browser.get("/rooms/general")).status, 303);
});

Deno.test("leaving on the page closes the sockets of who leaves with 4001, and no others", async () => {
  await using server = await ServerProcess.start();
  const browser = new PlainBrowser(server.url);
  await browser.join("Ada");
  const connect = ({ cookie }: PlainBrowser) =>
    SocketPeer.connect(server.socketUrl, { headers: { cookie } });
  const windows = [await connect(browser), await connect(browser)];
  const namesake = new PlainBrowser(server.url);
  await namesake.join("Ada");
  const other = await connect(namesake);
  await browser.post("/leave", {});
  assertEquals(await Promise.all(windows.map(({ closed }) => closed)), [4001, 4001]);
  await other.join();
  await other.close();
});

Deno.test("a server without guests says so, and tells nobody outside which rooms it has", async () => {
  const dataDir = await Deno.makeTempDir();
  const browser = new PlainBrowser("");
  {
    await using server = await ServerProcess.start({ dataDir });
    browser.origin = server.url;
    await browser.join("Ada");
    await browser.post("/rooms", { title: "Secret plans" });
    assertStringIncludes(await (await fetch(server.url)).text(), "Secret plans");
    await server.stop();
  }
  {
    await using server = await ServerProcess.start({ dataDir, env: { GUESTS: "off" } });
    browser.origin = server.url;
    const asked = await fetch(server.url);
    const body = new URLSearchParams({ name: "Grace" });
    const tried = await fetch(server.url, { method: "POST", body });
    assertEquals([asked.status, tried.status], [200, 403]);
    assertEquals(tried.headers.getSetCookie(), []);
    for (const html of [await asked.text(), await tried.text()]) {
      assertStringIncludes(html, "This chat takes no guests.");
      assert(!/<form|Secret plans|General/.test(html), html);
    }
    // Who is in already stays in.
    assertEquals((await browser.get("/rooms/secret-plans")).status, 200);
  }
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("an address that makes guests without end is told to wait", async () => {
  await using server = await ServerProcess.start({ env: { CONNECTIONS_PER_ADDRESS: "3" } });
  const names = Array.from({ length: 20 }, (_, i) => `Guest ${i}`);
  const join = (name: string) => new PlainBrowser(server.url).join(name);
  const answers = await Promise.all(names.map(join));
  assertEquals(new Set(answers.map(({ status }) => status)), new Set([303, 429]));
});
