import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest, untilLive } from "../support/browser.ts";
import { SocketPeer } from "../support/socket_peer.ts";

const EVERY_ELEMENT = ".rooms *, .room-header *, .log *, .composer *, .people *";

/** Loads the page with its scripts held back, as the server made it; `start` lets them run. */
async function openHeld(page: Page): Promise<{ start: () => Promise<void> }> {
  const gate = Promise.withResolvers<void>();
  const scripts = "**/fresh-runtime.js";
  await page.route(scripts, async (route) => {
    await gate.promise;
    await route.continue();
  });
  await page.reload({ waitUntil: "commit" });
  await page.locator(".people").waitFor({ state: "attached" });
  return {
    async start() {
      gate.resolve();
      await untilLive(page);
      await page.unroute(scripts);
    },
  };
}

/** Makes the room's page another one than the server has kept, with nothing unread in it. */
async function sayOneMore(page: Page): Promise<void> {
  await page.getByRole("textbox", { name: /^Message / }).fill("one more");
  await page.keyboard.press("Enter");
  await page.locator("article:not([data-state])").filter({ hasText: "one more" }).waitFor();
}

browserTest(
  "scripts take over the very elements that the server made, rendered anew or kept",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    for (let n = 1; n <= 60; n++) await grace.say(`number ${n}: see https://example.com and \`x\``);
    const { page } = await visitor("Ada");
    const shown: string[] = [];
    for (const how of ["rendered", "kept"]) {
      if (how === "rendered") await sayOneMore(page);
      const { start } = await openHeld(page);
      const log = page.locator(".log-rows");
      const made = await log.innerHTML();
      const before = await log.evaluateHandle((it) => it.cloneNode(true));
      const known = await page.evaluate((selector) => {
        const elements = [...document.querySelectorAll(selector)];
        Object.assign(globalThis, { elements });
        return elements.length;
      }, EVERY_ELEMENT);
      await start();
      const lost = await page.evaluate(() => {
        const { elements } = globalThis as unknown as { elements: Element[] };
        return elements.filter((it) => !it.isConnected).map((it) => it.outerHTML);
      });
      assertEquals([how, known > 300, lost], [how, true, []]);
      // But for the order of attributes, where a text is in two pieces, and actions, which take scripts.
      const isAsMade = await log.evaluate((it, before) => {
        const now = it.cloneNode(true) as Element;
        for (const actions of now.querySelectorAll(".message-actions")) actions.remove();
        for (const node of [now, before]) node.normalize();
        return now.isEqualNode(before);
      }, before);
      assertEquals([how, isAsMade], [how, true]);
      shown.push(made);
    }
    assertEquals(shown[0], shown[1]);
    await grace.close();
  },
);
