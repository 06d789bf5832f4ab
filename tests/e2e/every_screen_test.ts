import { assert, assertEquals } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import {
  becomeOwner,
  joinAsGuest,
  makeInvite,
  personPath,
  register,
  shownLink,
} from "../server/account_steps.ts";
import type { PlainBrowser } from "../server/plain_browser.ts";
import { browserTest, untilLive } from "../support/browser.ts";
import { overflow, violationsByTheme } from "../support/looks.ts";
import type { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";

/** What there is to see, and how one gets there from its path. */
interface Screen {
  path: string;
  what?: string;
  /** On a page of the chat, once it is live. */
  act?: (page: Page) => Promise<unknown>;
}

const WIDTHS = [1280, 390];
const FINE = { light: [], "light, high contrast": [], dark: [], "dark, high contrast": [] };

/** As long as a name may be, in one word. */
const LONG_NAME = "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww";

browserTest(
  "axe finds nothing on the pages by which people come in, and on those of errors",
  async ({ server, browser }) => {
    const owner = await becomeOwner(server);
    const invite = await makeInvite(owner, { uses: 9 });
    const banned = await register(server, "Bea");
    await owner.post(await personPath(owner, "Bea"), { do: "ban", reason: "spam", hours: "1" });
    const guest = await joinAsGuest(server, "Gus");
    await register(server, "Mia");
    const { html } = await owner.submit(await personPath(owner, "Mia"), { do: "reset" });
    const reset = shownLink(html);
    await look(
      { browser, server },
      null,
      [
        "/",
        "/?to=%2Frooms%2Fgeneral",
        "/login",
        "/register",
        invite,
        reset,
        "/invite/none",
        "/nope",
      ].map((path) => ({ path })),
    );
    await look({ browser, server }, banned, [{ path: "/" }]);
    await look({ browser, server }, guest, [
      { path: "/account" },
      { path: "/account/settings" },
      { path: "/register" },
      { path: invite },
      { path: "/rooms" },
      { path: "/rooms/nowhere" },
      { path: "/admin" },
    ]);
  },
);

browserTest("axe finds nothing on the page that makes the owner", async ({ server, browser }) => {
  await look({ browser, server }, null, [{ path: server.setupPath! }]);
});

browserTest(
  "axe finds nothing on one's own pages and those of the administration",
  async ({ server, browser }) => {
    const owner = await becomeOwner(server);
    await makeInvite(owner);
    await register(server, LONG_NAME);
    const person = await personPath(owner, LONG_NAME);
    const reason = "x".repeat(200);
    await owner.post(person, { do: "ban", reason, hours: "forever" });
    await owner.post("/admin/bans", { do: "ban", address: "2001:db8::1", reason, hours: "1" });
    await owner.post("/admin/rooms", { do: "archive", room: "general" });
    await look({ browser, server }, owner, [
      { path: "/account" },
      { path: "/account/settings" },
      { path: "/rooms" },
      { path: "/admin" },
      { path: "/admin?q=nobody" },
      { path: person },
      { path: "/admin/invites" },
      {
        path: "/admin/invites",
        what: "a new invite",
        act: async (page) => {
          await page.getByRole("button", { name: "Create a link" }).click();
          await page.getByLabel("The link", { exact: true }).waitFor();
        },
      },
      {
        path: "/admin/server",
        what: "a name that is refused",
        act: async (page) => {
          await page.getByLabel("Name of the server").fill("\u202e");
          await page.keyboard.press("Enter");
          await page.getByText("cannot be seen").waitFor();
        },
      },
      { path: "/admin/server" },
      { path: "/admin/bans" },
      { path: "/admin/rooms" },
      { path: "/admin/audit" },
    ]);
  },
);

browserTest(
  "axe finds nothing in the chat, whatever stands over it",
  async ({ server, browser }) => {
    const owner = await becomeOwner(server);
    await register(server, "Grace");
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Gus" });
    await grace.join();
    await grace.must({ type: "room.create", id: "empty", title: "Empty" });
    const general = "/rooms/general";
    await look({ browser, server }, owner, [
      { path: general, what: "the first run" },
      { path: "/rooms/empty", what: "an empty room" },
    ]);
    await grace.say("Look at `this` and https://example.org\n```ts\nconst code = 1;\n```");
    await owner.post("/account/settings", { density: "compact" });
    await look({ browser, server }, owner, [{ path: general, what: "compact" }]);
    await owner.post("/account/settings", {});
    await look({ browser, server }, owner, [
      { path: general },
      { path: "/rooms/nowhere-at-all", what: "a room that does not exist" },
      { path: general, what: "what keys do", act: openShortcuts },
      { path: general, what: "one's own menu", act: openMenu },
      { path: general, what: "details", act: openDetails },
      { path: general, what: "choosing people", act: chooseGrace },
      { path: general, what: "a conversation", act: talkToGrace },
      { path: general, what: "a private room with members", act: makeBoard },
      { path: general, what: "an archived room", act: archive },
      { path: general, what: "a message being edited", act: editMessage },
      { path: general, what: "a question before deleting", act: askBeforeDeleting },
    ]);
    await grace.close();
  },
);

/** Looks at each screen at each width, in every theme. */
async function look(
  { browser, server }: { browser: Browser; server: ServerProcess },
  who: PlainBrowser | null,
  screens: Screen[],
): Promise<void> {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  context.setDefaultTimeout(15_000);
  if (who) {
    const [name, value] = who.cookie.split("=");
    await context.addCookies([{ name: name!, value: value!, url: server.url }]);
  }
  const page = await context.newPage();
  for (const { path, what = path, act } of screens) {
    for (const width of WIDTHS) {
      const place = `${what}, ${width} px`;
      await page.setViewportSize({ width, height: 844 });
      await page.goto(server.url + path);
      if (await page.getByRole("log").count() > 0) await untilLive(page);
      await act?.(page).catch((error) => {
        throw new Error(`${place}: ${error.message}`);
      });
      assertEquals([place, await violationsByTheme(page)], [place, FINE]);
      assert(await overflow(page) <= 0, `${place}: it sticks out`);
    }
  }
  await context.close();
}

async function openRooms(page: Page): Promise<void> {
  const drawer = page.getByRole("button", { name: /^Rooms/ });
  if (await drawer.isVisible()) await drawer.click();
}

async function openMenu(page: Page): Promise<void> {
  await openRooms(page);
  await page.getByTitle("Your account").last().click();
  await page.getByRole("button", { name: "Sign out" }).last().waitFor();
}

async function openShortcuts(page: Page): Promise<void> {
  await page.getByRole("log").focus();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
}

async function openDetails(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Room details" }).click();
  await page.getByRole("dialog").waitFor();
}

async function chooseGrace(page: Page): Promise<void> {
  await openRooms(page);
  await page.getByRole("button", { name: "New message" }).last().click();
  await page.getByRole("option", { name: "Grace" }).click();
}

async function talkToGrace(page: Page): Promise<void> {
  await chooseGrace(page);
  await page.getByRole("button", { name: "Open the conversation" }).click();
  await page.getByRole("log", { name: "Messages in Grace" }).waitFor();
  await openDetails(page);
}

async function makeBoard(page: Page): Promise<void> {
  await openRooms(page);
  await page.getByRole("button", { name: "New room" }).last().click();
  await page.getByRole("checkbox", { name: /Private/ }).last().check();
  await page.getByRole("textbox", { name: "Name of the new room" }).last().fill("Board");
  await page.keyboard.press("Enter");
  await page.getByRole("log", { name: "Messages in Board" }).waitFor();
  await openDetails(page);
  await page.getByRole("combobox", { name: "Invite a person" }).fill("gr");
  await page.getByRole("option", { name: "Grace" }).click();
  await page.getByRole("button", { name: "Remove Grace" }).waitFor();
  await page.getByRole("button", { name: "Change the topic" }).click();
}

async function archive(page: Page): Promise<void> {
  await makeBoard(page);
  await page.getByRole("button", { name: "Archive the room" }).click();
  await page.getByRole("button", { name: "Bring it back" }).waitFor();
  await page.getByRole("button", { name: "Close" }).click();
}

/** Writes a message. */
async function write(page: Page): Promise<void> {
  await page.getByRole("textbox", { name: /^Message / }).fill("helo");
  await page.keyboard.press("Enter");
  await page.getByRole("article").and(page.locator(":not([data-state])")).last().hover();
}

async function editMessage(page: Page): Promise<void> {
  await write(page);
  await page.getByRole("textbox", { name: /^Message / }).press("ArrowUp");
  await page.getByRole("textbox", { name: "Edit the message" }).waitFor();
}

async function askBeforeDeleting(page: Page): Promise<void> {
  await write(page);
  await page.getByRole("button", { name: "Delete" }).last().press("Enter");
}
