import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest } from "../support/browser.ts";

const logOf = (page: Page, title: string) =>
  page.getByRole("log", { name: `Messages in ${title}`, includeHidden: true });

/** Drags a finger across the page. */
async function swipe(page: Page, from: { x: number; y: number }, toX: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", x?: number) =>
    devtools.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: x === undefined ? [] : [{ x, y: from.y }],
    });
  await touch("touchStart", from.x);
  for (let step = 1; step <= 8; step++) {
    await touch("touchMove", from.x + (toX - from.x) * step / 8);
  }
  await touch("touchEnd");
  await devtools.detach();
}

browserTest(
  "Back closes a drawer or a dialog and nothing else, and what they lead to is one step",
  async ({ visitor }) => {
    const { page } = await visitor("Ada", { width: 390, height: 780, touch: true });
    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: "Rooms" }).click();
    await dialog.getByRole("button", { name: "New room" }).click();
    await page.keyboard.type("Lab");
    await page.keyboard.press("Enter");
    await logOf(page, "Lab").waitFor();
    await dialog.waitFor({ state: "detached" });

    for (const opener of ["Rooms", /^People/, "Room details"]) {
      const button = page.getByRole("button", { name: opener }).filter({ visible: true });
      await button.click();
      await dialog.waitFor();
      await page.goBack();
      await dialog.waitFor({ state: "detached" });
      assertEquals(new URL(page.url()).pathname, "/rooms/lab");
      // Forward leads to nothing that stands over the page, and closing by hand leaves no entry behind.
      await page.goForward();
      await button.click();
      await dialog.waitFor();
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
    await page.goBack();
    await logOf(page, "General").waitFor();
    await page.goForward();
    await logOf(page, "Lab").waitFor();

    await page.getByRole("button", { name: "Rooms" }).click();
    await dialog.getByRole("link", { name: /General/ }).click();
    await logOf(page, "General").waitFor();
    await page.goBack();
    await logOf(page, "Lab").waitFor();
    await page.goBack();
    await logOf(page, "General").waitFor();
  },
);

browserTest("a swipe closes a drawer, and the page stays where it is", async ({ visitor }) => {
  const { page } = await visitor("Ada", { width: 390, height: 780, touch: true });
  const loads: string[] = [];
  page.on("framenavigated", (frame) => loads.push(frame.url()));
  const dialog = page.getByRole("dialog");
  for (const [opener, from, to] of [[/^People/, 150, 350], ["Rooms", 250, 50]] as const) {
    await page.getByRole("button", { name: opener }).filter({ visible: true }).click();
    await dialog.waitFor();
    // The browser leaves movements across to the page, on every element of it.
    const actions = await dialog.evaluate((drawer) =>
      [drawer, ...drawer.querySelectorAll("*")].map((one) => getComputedStyle(one).touchAction)
    );
    assertEquals([...new Set(actions)], ["pan-y pinch-zoom"]);
    await swipe(page, { x: from, y: 400 }, to);
    await dialog.waitFor({ state: "detached" });
    await logOf(page, "General").waitFor();
  }
  assertEquals(loads.filter((url) => !url.endsWith("/rooms/general")), []);
});
