import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest } from "../support/browser.ts";
import { LogView } from "../support/log_view.ts";
import { SocketPeer } from "../support/socket_peer.ts";

browserTest("the log follows at the end", async ({ server, visitor }) => {
  const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
  for (let i = 1; i <= 40; i++) await grace.say(`earlier ${i}`);
  const { page } = await visitor("Ada");
  await page.getByText("earlier 40").waitFor();
  assert(await new LogView(page).distanceToEnd() <= 2);
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
    await new LogView(page).scrollUp(500);
    const before = await new LogView(page).place();
    assert(await new LogView(page).distanceToEnd() > 100);

    await Promise.all(Array.from({ length: 200 }, (_, i) => grace.say(`flood ${i + 1}`)));
    await page.getByRole("button", { name: "200 new messages" }).waitFor();
    const after = await new LogView(page).place();
    assertEquals(after.text, before.text);
    assert(Math.abs(after.offset - before.offset) <= 1, `${before.offset} → ${after.offset}`);

    await page.getByRole("button", { name: "200 new messages" }).click();
    await page.getByText("flood 200", { exact: true }).waitFor();
    assert(await new LogView(page).distanceToEnd() <= 2);
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
      await new LogView(page).scrollUp(200);
      const before = await new LogView(page).place();
      await page.evaluate(() => new Promise((done) => setTimeout(done, 30)));
      const after = await new LogView(page).place();
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
  await new LogView(page).scrollUp(600);
  await page.getByRole("button", { name: "Jump to latest" }).waitFor();
  await page.getByRole("textbox", { name: "Message General" }).fill("mine");
  await page.keyboard.press("Enter");
  await page.getByRole("article").filter({ hasText: "mine" }).waitFor();
  assert(await new LogView(page).distanceToEnd() <= 2);
});

for (const where of ["the composer", "an edit"]) {
  browserTest(
    `long text in the place of long text in ${where} leaves the log at its end`,
    async ({ server, visitor }) => {
      const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
      for (let i = 1; i <= 60; i++) await grace.say(`earlier ${i}`);
      await grace.close();
      const { page } = await visitor("Ada");
      await page.keyboard.insertText("mine");
      await page.keyboard.press("Enter");
      await page.locator("article:not([data-state])").filter({ hasText: "mine" }).waitFor();
      if (where === "an edit") await page.keyboard.press("ArrowUp");
      const log = new LogView(page);
      for (const text of ["one", "another", "a third"]) {
        await page.keyboard.press("ControlOrMeta+A");
        await page.keyboard.insertText(Array(12).fill(text).join("\n"));
        // What watches sizes is told after the first frame.
        for (let frame = 0; frame < 2; frame++) {
          await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
        }
        assert(await log.distanceToEnd() <= 2, `${text}: ${await log.distanceToEnd()} px off`);
      }
    },
  );
}

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
