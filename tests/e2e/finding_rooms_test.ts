import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest, untilLive } from "../support/browser.ts";
import { violations } from "../support/looks.ts";
import { SocketPeer } from "../support/socket_peer.ts";

const rooms = (page: Page) => page.getByRole("navigation", { name: "Rooms" });
const field = (page: Page) => page.getByRole("searchbox", { name: "Find a room" });

/** What is listed, in order. */
function listed(page: Page): Promise<string[]> {
  return rooms(page).locator('a[href^="/rooms/"]').evaluateAll((links) =>
    links.map((link) => (link as HTMLElement).title)
  );
}

browserTest(
  "a room is found by keyboard alone, whether it is in the list or not",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    for (let i = 10; i < 80; i++) {
      await grace.must({ type: "room.create", id: `room-${i}`, title: `Room ${i}` });
    }
    const { page } = await visitor("Ada");
    await page.keyboard.press("Control+k");
    await field(page).and(page.locator(":focus")).waitFor();
    await page.keyboard.type("room 1");
    await rooms(page).getByRole("link", { name: "Room 19" }).waitFor();
    assertEquals((await listed(page)).slice(0, 2), ["Room 10", "Room 11"]);
    assertEquals(await violations(page), []);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("log", { name: "Messages in Room 11" }).waitFor();
    assertEquals(await field(page).inputValue(), "");

    // Beyond the list: the server knows it.
    await page.keyboard.press("Control+k");
    await page.keyboard.type("RÓOM 79");
    await rooms(page).getByRole("link", { name: "Room 79" }).waitFor();
    assertEquals(await violations(page), []);
    await page.keyboard.press("Enter");
    await page.getByRole("log", { name: "Messages in Room 79" }).waitFor();

    await page.keyboard.press("Control+k");
    await page.keyboard.type("no such room");
    await page.getByText("Nothing here is called “no such room”.").waitFor();
    await page.keyboard.press("Escape");
    await rooms(page).getByRole("link", { name: "Browse all rooms" }).waitFor();

    await page.setViewportSize({ width: 390, height: 780 });
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("searchbox").and(page.locator(":focus")).waitFor();
    await page.keyboard.type("general");
    await page.keyboard.press("Enter");
    await page.getByRole("log", { name: "Messages in General" }).waitFor();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await grace.close();
  },
);

browserTest(
  "conversations stand by when something was last said in them, on the page and after",
  async ({ visitor }) => {
    const { page } = await visitor("Ada", { as: "member" });
    for (const name of ["Bo", "Cy"]) await visitor(name, { as: "member" });
    for (const name of ["Bo", "Cy", "Bo"]) {
      await rooms(page).getByRole("button", { name: "New message" }).first().click();
      await page.getByRole("combobox", { name: "Find a person" }).fill(name);
      await page.getByRole("option", { name }).click();
      await page.getByRole("button", { name: "Open the conversation" }).click();
      await page.getByRole("log", { name: `Messages in ${name}` }).waitFor();
      await page.getByRole("textbox", { name: `Message ${name}` }).fill(`for ${name}`);
      await page.keyboard.press("Enter");
      await rooms(page).getByRole("region", { name: "Direct messages" }).getByRole("link").first()
        .and(rooms(page).getByRole("link", { name })).waitFor();
    }
    await page.reload();
    await untilLive(page);
    assertEquals(await listed(page), ["Bo", "Cy", "General"]);
  },
);
