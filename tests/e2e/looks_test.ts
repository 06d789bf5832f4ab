import { assert, assertEquals } from "@std/assert";
import type { BrowserContext } from "playwright-core";
import { browserTest, findRoom, untilLive } from "../support/browser.ts";
import { overflow, violations } from "../support/looks.ts";
import type { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";

const WIDTHS = [360, 820, 1280, 1920];

browserTest(
  "a message of 10 KiB, 200 rooms and 500 people break no layout from 360 to 1920 px",
  async ({ server, visitor }) => {
    const socketUrl = server.socketUrl;
    const crowd = await Promise.all(
      Array.from({ length: 500 }, async (_, i) => {
        const peer = await SocketPeer.connect(socketUrl, {
          name: `Guest ${i} ${"x".repeat(i % 20)}`,
        });
        await peer.join();
        return peer;
      }),
    );
    const writer = crowd[0]!;
    for (let i = 0; i < 200; i++) {
      await crowd[i % 20]!.must({
        type: "room.create",
        id: `room-${i}`,
        title: `Room ${i} ${"long ".repeat(i % 12)}`,
      });
    }
    await writer.say("x".repeat(10_240));
    await writer.say("ж ".repeat(2_700) + "🦕".repeat(500));
    for (const width of WIDTHS) {
      const { page } = await visitor("Ada", { width });
      await page.getByRole("article").last().waitFor();
      assert(await overflow(page) <= 0, `${width} px sticks out by ${await overflow(page)}`);
      const log = await page.getByRole("log").boundingBox();
      const box = await page.getByRole("textbox", { name: "Message General" }).boundingBox();
      assert(log!.height > 200, `the log has ${log!.height} px at ${width}`);
      assert(box!.y + box!.height <= 800, `the composer is cut off at ${width}`);
      assert(box!.y >= log!.y + log!.height - 1, `the composer covers the log at ${width}`);
    }
    await Promise.all(crowd.map((peer) => peer.close()));
  },
);

browserTest(
  "title, messages and composer begin and end on the same lines, however wide the window",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    for (let i = 0; i < 40; i++) await grace.say("x".repeat(200));
    for (const width of [820, 1120, 1280, 1920]) {
      const { page } = await visitor("Ada", { width });
      const boxOf = async (selector: string) =>
        (await page.locator(selector).last().boundingBox())!;
      const title = await boxOf(".room-title");
      const face = await boxOf("article > .avatar");
      const text = await boxOf(".message-text");
      const box = await boxOf(".composer-box");
      const button = await boxOf(".room-header .icon-button");
      assertEquals([title.x, box.x + 8], [face.x, face.x], `they begin at ${width} px`);
      const end = text.x + text.width;
      const ends = [box.x + box.width - 8, button.x + button.width - 8];
      assertEquals(ends, [end, end], `they end at ${width} px`);
    }
    await grace.close();
  },
);

browserTest(
  "on a narrow screen rooms and people open as drawers, and Escape closes them",
  async ({ visitor }) => {
    const { page } = await visitor("Ada", { width: 390, height: 780 });
    await page.getByRole("button", { name: /Rooms/ }).click();
    await page.getByRole("dialog").getByRole("link", { name: /General/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.getByRole("button", { name: /People/ }).click();
    await page.getByRole("dialog").getByText("Ada").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  },
);

browserTest(
  "in a long list the open room is in sight, unread ones stand first, and the way back to them stays",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    for (let i = 10; i < 55; i++) {
      await grace.must({ type: "room.create", id: `room-${i}`, title: `Room ${i}` });
    }
    const { page, context } = await visitor("Ada", { height: 600 });
    await enterRooms(server, context, { from: 10, to: 55 });
    // What is said in a room counts from when it was opened.
    await page.goto(`${server.url}/rooms/room-50`);
    await untilLive(page);
    await page.getByText("No messages yet").waitFor();
    const link = (name: string) => page.getByRole("link", { name });
    const isInSight = (name: string) =>
      link(name).evaluate((row) => {
        const [frame, { top, bottom }] = [row.closest(".side-list")!, row]
          .map((element) => element.getBoundingClientRect()) as [DOMRect, DOMRect];
        return top >= frame.top && bottom <= frame.bottom;
      });
    // What comes into a public room is news to who is in it.
    await page.goto(`${server.url}/rooms/general`);
    await page.getByRole("log", { name: "Messages in General" }).waitFor();
    await untilLive(page);
    assertEquals([await isInSight("General"), await isInSight("Room 50")], [true, false]);

    await grace.say("look here", "m1", "room-50");
    const unread = page.getByRole("region", { name: "Unread" });
    await unread.getByRole("link", { name: "Room 50 1 unread" }).waitFor();
    await page.evaluate(() => document.querySelector("nav .side-list")!.scrollTop = 9_999);
    assertEquals(await isInSight("Room 50"), false);
    await unread.getByRole("button", { name: "Unread" }).click();
    assertEquals(await isInSight("Room 50"), true);
    // It stays where it was clicked until another one is opened.
    await link("Room 50").click();
    await page.getByRole("log", { name: "Messages in Room 50" }).waitFor();
    await unread.getByRole("link", { name: "Room 50", exact: true }).waitFor();

    await page.evaluate(() => history.back());
    await page.getByRole("log", { name: "Messages in General" }).waitFor();
    await page.waitForFunction(() => document.querySelector("nav .side-list")!.scrollTop < 100);
    assertEquals(await isInSight("General"), true);
    assertEquals(await unread.count(), 0);

    await page.setViewportSize({ width: 390, height: 600 });
    await page.evaluate(() => history.forward());
    await page.getByRole("log", { name: "Messages in Room 50" }).waitFor();
    await page.getByRole("button", { name: "Rooms", exact: true }).click();
    await page.waitForFunction(() =>
      document.querySelector("dialog nav .side-list")!.scrollTop > 100
    );
    await grace.close();
  },
);

browserTest(
  "a room is in the list of who is in it, and is found and joined by looking through all",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    for (let i = 10; i < 80; i++) {
      await grace.must({ type: "room.create", id: `room-${i}`, title: `Room ${i}` });
    }
    const { page } = await visitor("Ada");
    const rooms = page.getByRole("navigation", { name: "Rooms" });
    const link = (name: string) => rooms.getByRole("link", { name });
    await page.goto(`${server.url}/rooms/room-70`);
    await untilLive(page);
    await page.evaluate(() => localStorage.clear());
    await page.goto(`${server.url}/rooms/general`);
    await untilLive(page);
    await grace.say("nobody hears this", "m0", "room-58");
    await grace.say("look here", "m1", "room-70");
    await link("Room 70 1 unread").click();
    await page.getByRole("article").filter({ hasText: "look here" }).waitFor();
    assertEquals(await rooms.locator('a[href^="/rooms/"]').count(), 2);

    await rooms.getByRole("link", { name: "Browse all rooms" }).click();
    await page.getByRole("searchbox", { name: "Find rooms by title" }).fill("7");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/rooms?q=7");
    assertEquals(await page.getByRole("link", { name: /^Join / }).count(), 15);
    assertEquals(await page.getByText("Joined").count(), 1);
    assertEquals(await violations(page), []);
    await page.getByRole("link", { name: "Join Room 79" }).click();
    await untilLive(page);
    await page.getByRole("log", { name: "Messages in Room 79" }).waitFor();
    assertEquals(await link("Room 79").getAttribute("aria-current"), "page");
    await page.keyboard.press("Alt+ArrowUp");
    await page.getByRole("log", { name: "Messages in Room 70" }).waitFor();
    await grace.close();
  },
);

browserTest(
  "who leaves a public room for good has it in no list any more, and is told of where it is found",
  async ({ server, visitor }) => {
    const { page, context } = await visitor("Ada");
    const { page: grace } = await visitor("Grace");
    await grace.getByRole("button", { name: "New room" }).click();
    await grace.keyboard.type("Ops");
    await grace.keyboard.press("Enter");
    await grace.getByRole("log", { name: "Messages in Ops" }).waitFor();
    await findRoom(page, "Ops");
    await grace.getByRole("log").getByText("Ada joined").waitFor();
    const other = await context.newPage();
    await other.goto(`${server.url}/rooms/ops`);
    await untilLive(other);
    await page.getByRole("button", { name: "Room details" }).click();
    await page.getByRole("button", { name: "Leave the room" }).click();
    await page.getByText("You can join it again under “Browse all rooms”.").waitFor();
    assertEquals(await violations(page), []);
    await page.getByRole("button", { name: "Leave the room" }).click();
    for (const tab of [page, other]) {
      await tab.getByRole("log", { name: "Messages in General" }).waitFor();
      await tab.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Ops" })
        .waitFor({ state: "detached" });
    }
    await grace.getByRole("log").getByText("Ada left").waitFor();
  },
);

/** Fresh's own runtime in the browser is larger than that of its stand-in. */
const SCRIPT_BYTES = import.meta.resolve("fresh").startsWith("file:") ? 49_500 : 59_500;

browserTest(
  `the chat page loads at most ${SCRIPT_BYTES / 1_000} KB of gzipped JavaScript`,
  async ({ browser, server }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const scripts: Promise<Uint8Array>[] = [];
    page.on("response", (response) => {
      if (response.url().includes(".js")) scripts.push(response.body());
    });
    await page.goto(server.url);
    await page.getByLabel("Your name").fill("Ada");
    await page.getByRole("button", { name: "Join" }).click();
    await page.waitForSelector("[data-connection=online]", { state: "attached" });
    const bodies = await Promise.all(scripts);
    const sizes = await Promise.all(bodies.map(gzippedSize));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert(bodies.length > 0 && total <= SCRIPT_BYTES, `${bodies.length} files, ${total} bytes`);
    await context.close();
  },
);

browserTest(
  "without a script the page is readable and its rooms are links",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    await grace.say("readable by all");
    await grace.must({ type: "room.create", id: "ops", title: "Ops" });
    await grace.close();
    const { page } = await visitor("Ada", { scripts: false });
    await page.getByRole("article").filter({ hasText: "readable by all" }).waitFor();
    await page.getByRole("navigation", { name: "Rooms" })
      .getByRole("link", { name: "Browse all rooms" }).click();
    await page.getByRole("link", { name: "Join Ops" }).click();
    await page.waitForURL("**/rooms/ops");
    await page.getByText("No messages yet").waitFor();
  },
);

/** Has somebody be in rooms, by their numbers. */
async function enterRooms(
  server: ServerProcess,
  context: BrowserContext,
  { from, to }: { from: number; to: number },
): Promise<void> {
  const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`);
  const headers = { Cookie: cookies.join("; "), Origin: server.url };
  const peer = await SocketPeer.connect(server.socketUrl, { headers });
  for (let i = from; i < to; i++) await peer.must({ type: "room.join", room: `room-${i}` });
  await peer.close();
}

async function gzippedSize(body: Uint8Array): Promise<number> {
  const stream = new Blob([body as BlobPart]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength;
}
