import { assertEquals } from "@std/assert";
import type { BrowserContext, Page } from "playwright-core";
import { browserTest, untilLive } from "../support/browser.ts";
import { SlowLine } from "../support/slow_line.ts";
import { SocketPeer } from "../support/socket_peer.ts";

/** A slow line: 400 kbit/s, 400 ms. */
const SLOW_LINE = {
  offline: false,
  latency: 400,
  downloadThroughput: 400_000 / 8,
  uploadThroughput: 400_000 / 8,
};

for (const width of [390, 1280]) {
  browserTest(
    `nothing moves while the page comes over a slow line, first and warm visit, ${width} px wide`,
    async ({ server, browser, visitor }) => {
      const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
      for (let i = 1; i <= 70; i++) await grace.say(`${i}: ${wordy(i % 5 === 0 ? 150 : 20)}`);
      await grace.say("```\nsome code\nin a block\n```");
      const { context: joined, page } = await visitor("Ada", { width });
      await grace.must({ type: "room.create", id: "ops", title: "Ops" });
      await grace.say("read", "read", "ops");
      await page.goto(`${server.url}/rooms/ops`);
      await untilRead(page);
      await page.goto("about:blank");
      for (let i = 1; i <= 70; i++) await grace.say(`${i}: ${wordy(20)}`, undefined, "ops");
      const options = {
        storageState: await joined.storageState(),
        viewport: { width, height: 800 },
      };
      const { downloadThroughput: bytesPerSecond, latency: latencyMs } = SLOW_LINE;
      await using line = new SlowLine(server.port, { bytesPerSecond, latencyMs });
      const lines = [
        { url: server.url, slow: SLOW_LINE, encoding: "br" },
        // Chromium hands over in few pieces what it slows down itself, and what was compressed.
        { url: line.url, slow: null, encoding: "identity" },
      ];
      for (const { url, slow, encoding } of lines) {
        const context = await browser.newContext({
          ...options,
          extraHTTPHeaders: { "Accept-Encoding": encoding },
        });
        for (const [room, what] of [["general", "a room"], ["ops", "a room with much unread"]]) {
          for (const visit of ["first", "warm"]) {
            const shifts = await shiftsOf(context, `${url}/rooms/${room}`, {
              slow,
              until: untilLive,
            });
            assertEquals(shifts, [], `${visit} visit of ${what} by ${url}`);
          }
        }
        await context.clearCookies();
        const until = (page: Page) => page.getByLabel("Your name").waitFor();
        for (const visit of ["first", "warm"]) {
          const shifts = await shiftsOf(context, url, { slow, until });
          assertEquals(shifts, [], `${visit} visit of the join page by ${url}`);
        }
        await context.close();
      }
      await grace.close();
    },
  );
}

/** Waits until what is in the open room is read, as the server knows it. */
async function untilRead(page: Page): Promise<void> {
  await untilLive(page);
  await page.reload();
  await untilLive(page);
  await page.getByRole("navigation", { name: "Rooms", includeHidden: true })
    .getByRole("link", { name: "Ops", exact: true, includeHidden: true }).waitFor({
      state: "attached",
    });
}

/** Text that compression finds nothing to save on. */
function wordy(words: number): string {
  return Array.from({ length: words }, () => Math.random().toString(36).slice(2, 9)).join(" ");
}

/** What moved on a page until it stood still: how much, and which elements.
 *  @param slow the network as Chromium plays it; null for the real one
 *  @param until waits until the page is all there */
async function shiftsOf(
  context: BrowserContext,
  url: string,
  { slow, until }: { slow: typeof SLOW_LINE | null; until: (page: Page) => Promise<void> },
): Promise<unknown[]> {
  const page = await context.newPage();
  if (slow) {
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", slow);
  }
  await page.addInitScript(() => {
    const shifts: unknown[] = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, sources } = entry as unknown as Shift;
        const moved = sources.map(({ node, previousRect, currentRect }) => {
          const element = node instanceof Element ? node : node?.parentElement;
          const at = (rect: DOMRectReadOnly) => `${rect.x},${rect.y} ${rect.width}×${rect.height}`;
          return `${element?.className}: ${at(previousRect)} → ${at(currentRect)}`;
        });
        shifts.push({ value, at: Math.round(entry.startTime), moved });
      }
    }).observe({ type: "layout-shift", buffered: true });
    Object.assign(globalThis, { shifts });
  });
  await page.goto(url);
  await until(page);
  const shifts = await page.evaluate(async () => {
    await document.fonts.ready;
    // Whatever was late has been painted after two frames.
    for (let frame = 0; frame < 2; frame++) {
      await new Promise((done) => requestAnimationFrame(done));
    }
    return (globalThis as unknown as { shifts: unknown[] }).shifts;
  });
  await page.close();
  return shifts;
}

interface Shift {
  value: number;
  sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}
