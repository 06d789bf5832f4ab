import { assertEquals } from "@std/assert";
import { launch, untilLive } from "../support/browser.ts";
import { freePort } from "../support/free_port.ts";
import { isInstalled } from "../support/programs.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { type ProxyName, ReverseProxy } from "./reverse_proxy.ts";

for (const name of ["caddy", "nginx"] as const) {
  Deno.test({
    name:
      `${name}: who has a page open when the server restarts behind it sees no error, nor who opens one then`,
    ignore: !isInstalled(name),
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () => restartBehind(name),
  });
}

async function restartBehind(name: ProxyName): Promise<void> {
  const port = freePort();
  const env = { TRUST_PROXY: "on", PUBLIC_URL: `http://127.0.0.1:${port}` };
  await using server = await ServerProcess.start({ env });
  await using proxy = await ReverseProxy.start(name, { port, serverPort: server.port });
  await using browser = { it: await launch(), [Symbol.asyncDispose]: () => browser.it.close() };
  const context = await browser.it.newContext();
  const page = await context.newPage();
  const errors: unknown[] = [];
  page.on("pageerror", (error) => errors.push(error));
  await page.goto(proxy.url);
  await page.getByLabel("Your name").fill("Ada");
  await page.getByRole("button", { name: "Join" }).click();
  await untilLive(page);
  const peer = await SocketPeer.connect(proxy.socketUrl, { name: "Bo" });

  assertEquals([await server.stop("SIGTERM"), await peer.closed], [0, 1001]);
  await page.getByRole("textbox", { name: "Message General" }).fill("sent meanwhile");
  await page.keyboard.press("Enter");
  const other = await context.newPage();
  const opened = other.goto(`${proxy.url}/rooms/general`);
  if (name === "nginx") assertEquals((await opened)?.status(), 503);
  await using again = await ServerProcess.start({
    dataDir: server.dataDir,
    port: server.port,
    env,
  });
  await opened;
  await other.getByRole("article").filter({ hasText: "sent meanwhile" }).waitFor();
  await untilLive(page);
  await page.locator("article:not([data-state])").filter({ hasText: "sent meanwhile" }).waitFor();
  assertEquals(errors, []);
  assertEquals(await page.getByRole("alert").count(), 0);
  await again.stop();
}
