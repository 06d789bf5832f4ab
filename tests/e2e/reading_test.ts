import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest } from "../support/browser.ts";
import { SocketPeer } from "../support/socket_peer.ts";

/** What is at the top of the log's view, and how far below the edge it starts, in CSS pixels. */
async function place(page: Page): Promise<{ text: string; offset: number }> {
  return await page.getByRole("log").evaluate((log) => {
    const top = log.getBoundingClientRect().top;
    const row = [...log.querySelectorAll("article")]
      .find((article) => article.getBoundingClientRect().bottom > top)!;
    return { text: row.textContent!, offset: row.getBoundingClientRect().top - top };
  });
}

async function distanceToEnd(page: Page): Promise<number> {
  return await page.getByRole("log")
    .evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop);
}

/** Scrolls as a wheel does and waits until the log stands still. */
async function scrollUp(page: Page, pixels: number): Promise<void> {
  const log = page.getByRole("log");
  await log.hover();
  const still = await log.evaluateHandle((log) => {
    const isAtTop = log.scrollTop < 1;
    const scrolled = new Promise((done) => log.addEventListener("scrollend", done, { once: true }));
    // In an object: a promise itself would be waited for.
    return { scrolled: isAtTop ? Promise.resolve() : scrolled };
  });
  await page.mouse.wheel(0, -pixels);
  await still.evaluate(async ({ scrolled }) => void await scrolled);
}

browserTest("the log follows at the end", async ({ server, visitor }) => {
  const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
  for (let i = 1; i <= 40; i++) await grace.say(`earlier ${i}`);
  const { page } = await visitor("Ada");
  await page.getByText("earlier 40").waitFor();
  assert(await distanceToEnd(page) <= 2);
  await grace.say("a long one\n".repeat(30) + "the end");
  await page.getByText("the end").waitFor();
  await page.waitForFunction(() => {
    const log = document.querySelector("[role=log]")!;
    return log.scrollHeight - log.clientHeight - log.scrollTop <= 2;
  });
  assertEquals(await page.getByRole("button", { name: /new message|Jump to latest/ }).count(), 0);
  await grace.close();
});

browserTest(
  "what one reads above does not move during a flood, and a button counts what is new",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    for (let i = 1; i <= 60; i++) await grace.say(`earlier ${i}`);
    const { page } = await visitor("Ada");
    await page.getByText("earlier 60").waitFor();
    await scrollUp(page, 500);
    const before = await place(page);
    assert(await distanceToEnd(page) > 100);

    await Promise.all(Array.from({ length: 200 }, (_, i) => grace.say(`flood ${i + 1}`)));
    await page.getByRole("button", { name: "200 new messages" }).waitFor();
    const after = await place(page);
    assertEquals(after.text, before.text);
    assert(Math.abs(after.offset - before.offset) <= 1, `${before.offset} → ${after.offset}`);

    await page.getByRole("button", { name: "200 new messages" }).click();
    await page.getByText("flood 200", { exact: true }).waitFor();
    assert(await distanceToEnd(page) <= 2);
    await page.getByRole("button", { name: /new message/ }).waitFor({ state: "detached" });
    await grace.close();
  },
);

browserTest(
  "older messages load while scrolling up, without moving what one reads",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    for (let i = 1; i <= 180; i++) await grace.say(`line ${i}`);
    await grace.close();
    const { page } = await visitor("Ada");
    await page.getByText("line 180", { exact: true }).waitFor();
    assertEquals(await page.getByText("line 1", { exact: true }).count(), 0);

    const seen = new Set<string>();
    for (let step = 0; step < 200; step++) {
      await scrollUp(page, 200);
      const before = await place(page);
      await page.evaluate(() => new Promise((done) => setTimeout(done, 30)));
      const after = await place(page);
      if (before.text === after.text) {
        assert(Math.abs(after.offset - before.offset) <= 1, `moved at ${before.text}`);
      }
      seen.add(before.text);
      if (await page.getByText("line 1", { exact: true }).count() > 0 && await atTop(page)) break;
    }
    assert(await atTop(page));
    const lines = await page.getByRole("article").allTextContents();
    assertEquals(lines.length >= 180, true, `${lines.length} rows are left`);
  },
);

browserTest("one's own message brings one back to the end", async ({ server, visitor }) => {
  const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
  for (let i = 1; i <= 60; i++) await grace.say(`earlier ${i}`);
  await grace.close();
  const { page } = await visitor("Ada");
  await page.getByText("earlier 60").waitFor();
  await scrollUp(page, 600);
  await page.getByRole("button", { name: "Jump to latest" }).waitFor();
  await page.getByRole("textbox", { name: "Message General" }).fill("mine");
  await page.keyboard.press("Enter");
  await page.getByRole("article").filter({ hasText: "mine" }).waitFor();
  assert(await distanceToEnd(page) <= 2);
});

browserTest("the keyboard reads the log", async ({ server, visitor }) => {
  const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
  for (let i = 1; i <= 60; i++) await grace.say(`earlier ${i}`);
  await grace.close();
  const { page } = await visitor("Ada");
  await page.getByText("earlier 60").waitFor();
  await page.getByRole("log").focus();
  await page.keyboard.press("PageUp");
  await page.getByRole("button", { name: "Jump to latest" }).waitFor();
  await page.keyboard.press("End");
  await page.getByRole("button", { name: "Jump to latest" }).waitFor({ state: "detached" });
});

async function atTop(page: Page): Promise<boolean> {
  return await page.getByRole("log").evaluate((log) => log.scrollTop <= 1);
}
