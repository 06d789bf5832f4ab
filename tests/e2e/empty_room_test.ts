import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest } from "../support/browser.ts";

browserTest(
  "what a new server's owner is offered stays above the first messages, and only in the first room",
  async ({ visitor }) => {
    const { page } = await visitor("Olga", { as: "owner" });
    const steps = page.getByRole("heading", { name: "Your server is running" });
    await steps.waitFor();
    const box = page.getByRole("textbox", { name: /^Message / });
    await box.fill("It works");
    await page.keyboard.press("Enter");
    await page.getByRole("article").getByText("It works").waitFor();
    await steps.waitFor();

    await page.getByRole("button", { name: "New room" }).click();
    await page.getByRole("textbox", { name: "Name of the new room" }).fill("Ops");
    await page.keyboard.press("Enter");
    await page.getByRole("log", { name: "Messages in Ops" }).getByText("No messages yet").waitFor();
    assertEquals(await steps.count(), 0);
    await page.getByRole("link", { name: "General" }).click();
    await page.getByRole("log", { name: "Messages in General" }).waitFor();
    await page.getByRole("textbox", { name: "Name of the server" }).fill("Saltmarsh");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.title === "General · Saltmarsh");
    await page.getByRole("textbox", { name: "Who the invite is for" }).fill("the crew");
    await page.getByRole("button", { name: "Create a link" }).click();
    await page.getByRole("button", { name: "Copy" }).waitFor();
    await page.getByRole("link", { name: "Back to the chat" }).click();
    await page.getByRole("article").getByText("It works").waitFor();
    // Named, invited, and there is a second room.
    assertEquals(await steps.count(), 0);
  },
);

browserTest(
  "an empty room offers whoever manages it what comes next, and nothing moves for it",
  async ({ visitor }) => {
    const { page } = await visitor("Olga", { as: "owner" });
    const log = page.getByRole("log");
    const offered = () => log.getByRole("button").allTextContents();
    await page.getByRole("button", { name: "New room" }).click();
    await page.getByRole("checkbox", { name: /Private/ }).check();
    await page.getByRole("textbox", { name: "Name of the new room" }).fill("Board");
    await page.keyboard.press("Enter");
    await page.getByRole("log", { name: "Messages in Board" }).waitFor();
    await log.getByRole("button", { name: "Invite people" }).waitFor();
    assertEquals(await offered(), ["Add a topic", "Invite people"]);
    const placeOn = async (page: Page) =>
      (await page.getByText("No messages yet").boundingBox())!.y;
    const place = await placeOn(page);

    await log.getByRole("button", { name: "Add a topic" }).click();
    const dialog = page.getByRole("dialog", { name: "Room details" });
    await dialog.getByRole("button", { name: "Change the topic" }).click();
    await dialog.getByRole("textbox", { name: "Topic" }).fill("What the board decides");
    await page.keyboard.press("Enter");
    await dialog.getByText("What the board decides").waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
    assertEquals(await offered(), ["Invite people"]);

    await log.getByText("What the board decides").waitFor();
    assertEquals(await placeOn(page), place);

    const { page: guests } = await visitor("Gus");
    await guests.getByText("No messages yet").waitFor();
    await guests.getByText("Announcements and everything else").last().waitFor();
    await guests.getByText("Olga is online").waitFor();
    assertEquals(await placeOn(guests), place);
    assertEquals(await guests.getByRole("log").getByRole("button").count(), 0);
  },
);
