import { assert, assertEquals, assertMatch } from "@std/assert";
import type { BrowserContext, Page } from "playwright-core";
import { browserTest, findRoom } from "../support/browser.ts";
import { LogView } from "../support/log_view.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { found } from "../support/waiting.ts";

/** How far below its place the "New" divider may stand, in CSS pixels: scroll positions are rounded. */
const ROUNDING_PX = 1;
/** How far below the top of the log it stands when a room opens there, in CSS pixels. */
const DIVIDER_PX = 16;

/** Somebody has read a room, and so much is posted in it while another room is open. */
async function leave(
  page: Page,
  { grace, before = 5, after }: { grace: SocketPeer; before?: number; after: number },
): Promise<void> {
  await grace.must({ type: "room.create", id: "ops", title: "Ops" });
  await say(grace, "old", before);
  await findRoom(page, "Ops");
  await page.getByRole("log").getByText(`old ${before}`, { exact: true }).waitFor();
  await open(page, "General");
  await say(grace, "new", after);
  await row(page, `Ops ${after} unread`).waitFor();
}

/** Waits until the server knows that somebody has read a room up to there. */
async function untilRead(
  context: BrowserContext,
  { socketUrl, room, seq }: { socketUrl: string; room: string; seq: number },
): Promise<void> {
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const peer = await SocketPeer.connect(socketUrl, { headers: { cookie } });
  await found(async () => {
    const { rooms } = await peer.must({ type: "room.list", ids: [room] });
    return rooms![0]?.read?.seq === seq ? true : null;
  });
  await peer.close();
}

async function say(peer: SocketPeer, what: string, count: number): Promise<void> {
  for (let i = 1; i <= count; i++) await peer.say(`${what} ${i}`, undefined, "ops");
}

const row = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name, exact: true });

/** Opens a room by its place in the list. */
async function open(page: Page, title: string): Promise<void> {
  const name = new RegExp(`^${title}( \\d+\\+? unread)?$`);
  await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name }).click();
  await page.getByRole("log", { name: `Messages in ${title}` }).waitFor();
}

const divider = (page: Page) => page.getByRole("log").getByText("New", { exact: true });

/** How far the divider is below the top of the log, in CSS pixels. */
async function dividerTop(page: Page): Promise<number> {
  await divider(page).waitFor();
  return await divider(page).evaluate((row) =>
    row.getBoundingClientRect().top - row.closest("[role=log]")!.getBoundingClientRect().top
  );
}

async function atDivider(page: Page): Promise<void> {
  const top = await dividerTop(page);
  assert(Math.abs(top - DIVIDER_PX) <= ROUNDING_PX, `the divider stands ${top} px from the top`);
}

browserTest(
  "a room with much unread opens where that begins, and stays unread until its end was seen",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    const { page } = await visitor("Ada");
    await leave(page, { grace, after: 40, before: 60 });
    await open(page, "Ops");
    await atDivider(page);
    const jump = page.getByRole("button", { name: "40 new messages" });
    assertMatch((await jump.textContent())!, /^\d+ new since .*\d:\d\d.*·Jump to latest$/);
    await row(page, "Ops 40 unread").waitFor();

    const log = new LogView(page);
    while (await log.distanceToEnd() > 2) await log.scrollUp(-400);
    await row(page, "Ops").waitFor();
    await jump.waitFor({ state: "detached" });
    await page.getByRole("log").getByText("new 40", { exact: true }).waitFor();
    await grace.close();
  },
);

for (const [width, posts] of [[1280, 30], [390, 30], [1280, 120]] as const) {
  browserTest(
    `the page of a room with ${posts} unread messages has the divider in it and begins there, ${width} px wide`,
    async ({ server, browser, visitor }) => {
      const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
      const { page, context } = await visitor("Ada", { width });
      await grace.must({ type: "room.create", id: "ops", title: "Ops" });
      await say(grace, "old", 60);
      await page.goto(`${server.url}/rooms/ops`);
      await untilRead(context, { socketUrl: server.socketUrl, room: "ops", seq: 60 });
      await page.goto("about:blank");
      await say(grace, "new", posts);

      // As it comes from the server: nothing takes over.
      const html = await context.newPage();
      await html.route("**/*.js", (route) => route.abort());
      await html.goto(`${server.url}/rooms/ops`);
      await atDivider(html);
      const rows = (page: Page) => page.getByRole("log").locator("[data-key]");
      const { length } = await rows(html).all();
      const last = await rows(html).last().getAttribute("data-key");
      await html.close();

      await page.goto(`${server.url}/rooms/ops`);
      await page.getByRole("button", { name: `${posts} new messages` }).waitFor();
      await atDivider(page);
      assertEquals(await page.getByText("new 1", { exact: true }).count(), 1);
      // What was loaded since stands around what came with the page.
      assert((await rows(page).all()).length >= length);
      await page.locator(`[data-key="${last}"][data-fresh]`).waitFor();

      const plain = await browser.newContext({
        storageState: await context.storageState(),
        javaScriptEnabled: false,
      });
      const reader = await plain.newPage();
      await reader.goto(`${server.url}/rooms/ops`);
      if (posts > 50) await reader.getByRole("link", { name: "Show the newest messages" }).click();
      await reader.getByText(`new ${posts}`, { exact: true }).waitFor();
      await plain.close();
      await grace.close();
    },
  );
}

browserTest("a room with little unread opens at its end, with the divider in sight", async ({
  server,
  visitor,
}) => {
  const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
  const { page } = await visitor("Ada");
  await leave(page, { grace, after: 3, before: 60 });
  await open(page, "Ops");
  assert(await dividerTop(page) > 0);
  assertEquals(await new LogView(page).distanceToEnd(), 0);
  await row(page, "Ops").waitFor();
  await grace.close();
});

browserTest(
  "who jumps to the end past what is new is offered the way back to it, which goes when one is there",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    const { page } = await visitor("Ada");
    await leave(page, { grace, after: 120 });
    await open(page, "Ops");
    await atDivider(page);
    const back = page.getByRole("button", { name: "Back to where you left off" });
    assertEquals(await back.count(), 0);
    await page.getByRole("button", { name: "120 new messages" }).click();
    await page.getByRole("log").getByText("new 120", { exact: true }).waitFor();
    await row(page, "Ops").waitFor();
    assertEquals(await new LogView(page).distanceToEnd(), 0);
    await back.click();
    await atDivider(page);
    await back.waitFor({ state: "detached" });

    // One's own message leads to the end, too.
    await say(grace, "more", 1);
    await page.getByRole("button", { name: "1 new message" }).waitFor();
    await page.getByRole("textbox", { name: "Message Ops" }).fill("hello");
    await page.keyboard.press("Enter");
    await page.getByRole("log").getByText("hello", { exact: true }).waitFor();
    assertEquals(await new LogView(page).distanceToEnd(), 0);
    await back.waitFor({ state: "detached" });
    await grace.close();
  },
);

browserTest("a room is opened again where one was reading", async ({ server, visitor }) => {
  const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
  const { page } = await visitor("Ada");
  await leave(page, { grace, after: 120 });
  await open(page, "Ops");
  await atDivider(page);
  const log = new LogView(page);
  await log.scrollUp(-700);
  const place = await log.place();
  await open(page, "General");
  await grace.say("one more", "one-more", "ops");
  await row(page, "Ops 121 unread").waitFor();
  await open(page, "Ops");
  await page.getByRole("button", { name: "121 new messages" }).waitFor();
  const { text, offset } = await log.place();
  assertEquals(text, place.text);
  assert(Math.abs(offset - place.offset) <= ROUNDING_PX, `${offset} instead of ${place.offset}`);
  await grace.close();
});

browserTest(
  "what comes while the tab is behind others is read from where it begins",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    const { page } = await visitor("Ada");
    await leave(page, { grace, after: 3, before: 60 });
    await open(page, "Ops");
    await row(page, "Ops").waitFor();
    await show(page, false);
    await say(grace, "later", 2);
    await row(page, "Ops 2 unread").waitFor();
    assertEquals(await new LogView(page).distanceToEnd(), 0);
    await say(grace, "much later", 60);
    await row(page, "Ops 62 unread").waitFor();
    await atDivider(page);
    await show(page, true);
    await page.getByRole("button", { name: "62 new messages" }).waitFor();
    await atDivider(page);
    await grace.close();
  },
);

/** Puts the tab in front of others or behind them, as far as its page can tell: a browser without a window always shows. */
async function show(page: Page, isShown: boolean): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isShown ? "visible" : "hidden");
}
