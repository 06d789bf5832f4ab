import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest, findRoom, untilLive } from "../support/browser.ts";

const rooms = (page: Page) => page.getByRole("navigation", { name: "Rooms" });
const link = (page: Page, name: RegExp) => rooms(page).getByRole("link", { name });
const article = (page: Page, text: string) =>
  page.getByRole("log").getByRole("article").filter({ hasText: text });

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: /^Message / }).fill(text);
  await page.keyboard.press("Enter");
}

async function makeRoom(page: Page, title: string, { isPrivate = false } = {}): Promise<void> {
  await rooms(page).getByRole("button", { name: "New room" }).click();
  await page.getByRole("textbox", { name: "Name of the new room" }).fill(title);
  if (isPrivate) await page.getByRole("checkbox", { name: /Private/ }).check();
  await page.keyboard.press("Enter");
  await page.getByRole("log", { name: `Messages in ${title}` }).waitFor();
}

async function openDetails(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Room details" }).click();
  await page.getByRole("dialog", { name: "Room details" }).waitFor();
}

/** Invites somebody to the open room, by keyboard alone. */
async function invite(page: Page, name: string): Promise<void> {
  await openDetails(page);
  await page.getByRole("combobox", { name: "Invite a person" }).focus();
  await page.keyboard.type(name.slice(0, 3).toLowerCase());
  await page.getByRole("option", { name, selected: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: `Remove ${name}` }).waitFor();
  await page.keyboard.press("Escape");
}

browserTest(
  "a private room is nothing to an outsider, shows to who is invited, and is gone for who is removed",
  async (stage) => {
    const ada = await stage.visitor("Ada", { as: "member", byForm: true });
    const grace = await stage.visitor("Grace", { as: "member" });
    await makeRoom(ada.page, "Board", { isPrivate: true });
    await say(ada.page, "between us");
    await article(ada.page, "between us").and(ada.page.locator(":not([data-state])")).waitFor();
    const path = new URL(ada.page.url()).pathname;

    assertEquals(await link(grace.page, /Board/).count(), 0);
    const denied = await grace.context.newPage();
    assertEquals((await denied.goto(stage.server.url + path))?.status(), 404);
    assertEquals((await denied.content()).includes("Board"), false);
    await denied.close();

    await invite(ada.page, "Grace");
    await link(grace.page, /Board/).click();
    await article(grace.page, "between us").waitFor();
    await say(grace.page, "glad to be here");
    await article(ada.page, "glad to be here").waitFor();

    await openDetails(ada.page);
    await ada.page.getByRole("button", { name: "Remove Grace" }).click();
    await grace.page.getByText("You can no longer see this room").waitFor();
    assertEquals(await article(grace.page, "between us").count(), 0);
    assertEquals(await link(grace.page, /Board/).count(), 0);
    assertEquals(await grace.page.getByRole("textbox", { name: /^Message / }).count(), 0);

    await grace.page.getByRole("button", { name: "Go to another room" }).click();
    await grace.page.getByRole("log", { name: "Messages in General" }).waitFor();
    await grace.page.goBack();
    await grace.page.getByText("You can no longer see this room").or(
      grace.page.getByText("This room does not exist"),
    ).waitFor();
    assertEquals(await article(grace.page, "between us").count(), 0);
  },
);

browserTest(
  "two people talk directly: begun by keyboard, under the other's name, told to nobody else",
  async ({ visitor }) => {
    const ada = await visitor("Ada", { as: "member" });
    const grace = await visitor("Grace", { as: "member" });
    const linus = await visitor("Linus", { as: "member" });
    await rooms(ada.page).getByRole("button", { name: "New message" }).first().focus();
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("combobox", { name: "Find a person" }).waitFor();
    await ada.page.keyboard.type("gra");
    await ada.page.getByRole("option", { name: "Grace", selected: true }).waitFor();
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("button", { name: "Take out Grace" }).waitFor();
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("log", { name: "Messages in Grace" }).waitFor();
    await ada.page.getByRole("dialog").waitFor({ state: "detached" });
    await ada.page.waitForFunction(() => document.activeElement?.id === "composer");
    await ada.page.keyboard.type("just us");
    await ada.page.keyboard.press("Enter");

    await link(grace.page, /Ada 1 unread/).click();
    await article(grace.page, "just us").waitFor();
    await say(grace.page, "just us two");
    await article(ada.page, "just us two").waitFor();
    assertEquals(await link(linus.page, /Ada|Grace/).count(), 0);

    // By the name in the log it is the same conversation, also after a reload.
    await link(ada.page, /General/).click();
    await say(grace.page, "one more");
    await link(ada.page, /Grace 1 unread/).waitFor();
    await link(grace.page, /General/).click();
    await say(grace.page, "hello all");
    await article(ada.page, "hello all").getByText("Grace", { exact: true }).click();
    await ada.page.getByRole("button", { name: "Open the conversation" }).click();
    await article(ada.page, "one more").waitFor();
    await ada.page.reload();
    await untilLive(ada.page);
    await ada.page.getByRole("heading", { name: "Grace", level: 1 }).waitFor();
    assertEquals(await link(ada.page, /Grace/).count(), 1);
  },
);

browserTest(
  "an archived room is read and not written in, until it is brought back",
  async ({ visitor }) => {
    const owner = await visitor("Olga", { as: "owner" });
    const guest = await visitor("Wanderer");
    await makeRoom(owner.page, "Plans");
    await say(owner.page, "the plan");
    await findRoom(guest.page, "Plans");
    await article(guest.page, "the plan").waitFor();
    const box = guest.page.getByRole("textbox", { name: "Message Plans" });
    await box.fill("half a thought");

    await openDetails(owner.page);
    await owner.page.getByRole("button", { name: "Archive the room" }).click();
    await guest.page.getByText("This room is archived").waitFor();
    assertEquals(await box.count(), 0);
    await article(guest.page, "the plan").waitFor();
    assertEquals(await link(guest.page, /Plans/).isVisible(), true);
    await guest.page.reload();
    await untilLive(guest.page);
    await guest.page.getByText("This room is archived").waitFor();

    await owner.page.getByRole("button", { name: "Bring it back" }).click();
    await box.waitFor();
    assertEquals(await box.inputValue(), "half a thought");
  },
);

browserTest(
  "where only managers write the others are told so, and title and topic change for all at once",
  async ({ visitor }) => {
    const ada = await visitor("Ada", { as: "member" });
    const guest = await visitor("Wanderer");
    await makeRoom(ada.page, "News");
    await findRoom(guest.page, "News");
    await openDetails(ada.page);
    await ada.page.getByRole("radio", { name: "Only managers" }).check();
    await guest.page.getByText("Only managers can write in this room").waitFor();
    await ada.page.getByRole("button", { name: "Change the topic" }).click();
    await ada.page.keyboard.type("What happened today");
    await ada.page.keyboard.press("Enter");
    await guest.page.getByRole("banner").or(guest.page.locator(".room-header"))
      .getByText("What happened today").waitFor();
    // The button that began it has the keyboard again; Escape closes the dialog, and nothing else.
    await ada.page.waitForFunction(() =>
      document.activeElement?.getAttribute("aria-label") === "Change the topic"
    );
    await ada.page.keyboard.press("Escape");
    await ada.page.getByRole("dialog").waitFor({ state: "detached" });
    await say(ada.page, "extra, extra");
    await article(guest.page, "extra, extra").waitFor();
  },
);

browserTest(
  "whoever leaves a private room for good is asked first, and taken to another room",
  async ({ visitor }) => {
    const ada = await visitor("Ada", { as: "member" });
    await makeRoom(ada.page, "Board", { isPrivate: true });
    await openDetails(ada.page);
    await ada.page.getByRole("button", { name: "Leave the room" }).click();
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("log", { name: "Messages in General" }).waitFor();
    assertEquals(await link(ada.page, /Board/).count(), 0);
  },
);

browserTest("one's own menu opens by keyboard and leads on", async ({ visitor }) => {
  const guest = await visitor("Wanderer", { width: 390, height: 700 });
  await guest.page.getByRole("button", { name: "Rooms" }).click();
  const name = guest.page.getByRole("dialog").getByRole("button", { name: /Wanderer/ });
  await name.click();
  await guest.page.getByRole("link", { name: "Account", exact: true }).waitFor();
  await guest.page.keyboard.press("Escape");
  await guest.page.getByRole("link", { name: "Account", exact: true }).waitFor({ state: "hidden" });
  await name.waitFor();
  await name.press("Enter");
  await guest.page.getByRole("link", { name: "Account", exact: true }).click();
  await guest.page.waitForURL("**/account");
});
