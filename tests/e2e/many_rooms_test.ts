import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { openSqliteStore } from "../../store/sqlite/sqlite_store.ts";
import { browserTest, untilLive } from "../support/browser.ts";
import { ServerProcess } from "../support/server_process.ts";

const MANY = 10_000;
/** Most rooms that the list shows: of the public ones 50, and 50 that the reader has to do with. */
const MOST_LISTED = 100;
/** Longest page of a room without messages, in bytes; with ten rooms it has 15,000. */
const MOST_BYTES = 60_000;

const rooms = (page: Page) => page.getByRole("navigation", { name: "Rooms" });
const link = (page: Page, name: string) => rooms(page).getByRole("link", { name, exact: true });

/** Puts rooms into the database of a server that is stopped. */
async function makeRooms(dataDir: string): Promise<void> {
  const store = await openSqliteStore({ path: `${dataDir}/confab.db`, now: Date.now });
  await Promise.all(Array.from({ length: MANY }, (_, i) =>
    store.createRoom({
      id: `room-${i}`,
      title: `Room ${i}`,
      topic: "",
      kind: "public",
      maker: null,
      members: [],
    })));
  await store.close();
}

browserTest(
  "among ten thousand rooms page and list stay small, every room is found, and one's own again at the next visit",
  async ({ server, visitor }) => {
    const { dataDir, port } = server;
    assertEquals(await server.stop(), 0);
    await makeRooms(dataDir);
    await using _again = await ServerProcess.start({ dataDir, port });
    const { page } = await visitor("Ada");
    const shown = () => rooms(page).locator('a[href^="/rooms/"]').count();
    assert(await shown() <= MOST_LISTED);
    const bytes = await page.evaluate(async () =>
      (await (await fetch(location.href)).arrayBuffer()).byteLength
    );
    assert(bytes < MOST_BYTES, `the page has ${bytes} bytes`);
    assertEquals(await link(page, "Room 9876").count(), 0);

    await link(page, "Browse all rooms").click();
    await page.getByText("Page 1 of 201").waitFor();
    await page.getByLabel("Find rooms by title").fill("room 9876");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Join Room 9876" }).click();
    await page.getByRole("log", { name: "Messages in Room 9876" }).waitFor();
    await untilLive(page);

    await page.goto(`${server.url}/rooms/general`);
    await untilLive(page);
    await link(page, "Room 9876").click();
    await page.getByRole("log", { name: "Messages in Room 9876" }).waitFor();
    assert(await shown() <= MOST_LISTED);
    await page.close();
  },
);

browserTest(
  "who made a room by mistake deletes it; who has it open is told so and shown the way on",
  async ({ visitor }) => {
    const { page: ada } = await visitor("Ada");
    await rooms(ada).getByRole("button", { name: "New room" }).click();
    await ada.getByRole("textbox", { name: "Name of the new room" }).fill("Mistake");
    await ada.keyboard.press("Enter");
    await ada.getByRole("log", { name: "Messages in Mistake" }).waitFor();
    const { page: grace } = await visitor("Grace", { path: "/rooms/mistake" });

    await grace.getByRole("button", { name: "Room details" }).click();
    const details = (page: Page) => page.getByRole("dialog", { name: "Room details" });
    await details(grace).waitFor();
    assertEquals(await details(grace).getByRole("button", { name: /Delete/ }).count(), 0);
    await grace.keyboard.press("Escape");

    await ada.getByRole("button", { name: "Room details" }).click();
    await details(ada).getByRole("button", { name: "Delete the room" }).focus();
    await ada.keyboard.press("Enter");
    const sure = details(ada).getByRole("button", { name: "Delete for everybody" });
    await sure.and(ada.locator(":focus")).waitFor();
    await details(ada).getByRole("button", { name: "Keep it" }).click();
    await details(ada).getByRole("button", { name: "Delete the room" })
      .and(ada.locator(":focus")).waitFor();
    await ada.keyboard.press("Enter");
    await sure.click();
    await ada.getByRole("log", { name: "Messages in General" }).waitFor();
    await details(ada).waitFor({ state: "detached" });

    await grace.getByText("This room was deleted").waitFor();
    assertEquals(await grace.getByRole("textbox", { name: /^Message / }).count(), 0);
    for (const page of [ada, grace]) assertEquals(await link(page, "Mistake").count(), 0);
    await grace.getByRole("button", { name: "Go to another room" }).click();
    await grace.getByRole("log", { name: "Messages in General" }).waitFor();
    await grace.getByRole("textbox", { name: /^Message / }).waitFor();
  },
);
