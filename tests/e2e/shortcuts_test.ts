import { assertEquals } from "@std/assert";
import { browserTest } from "../support/browser.ts";

browserTest(
  "what is typed while the log has the focus goes into the message, and ? tells what keys do",
  async ({ visitor }) => {
    const { page } = await visitor("Ada");
    const box = page.getByRole("textbox", { name: "Message General" });
    const log = page.getByRole("log");
    const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await log.focus();
    await page.keyboard.type("Grüße, world?");
    assertEquals(await box.inputValue(), "Grüße, world?");
    // A field has the focus now, so that the question mark was written.
    assertEquals(await dialog.count(), 0);

    // From a button likewise, which a space would press.
    await page.getByRole("button", { name: "Room details" }).focus();
    await page.keyboard.type("!");
    assertEquals(await box.inputValue(), "Grüße, world?!");

    await log.focus();
    await page.keyboard.press("?");
    await dialog.getByText("Edit your last message").waitFor();
    // What stands over the page keeps its keys.
    await page.keyboard.type("x?");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assertEquals(await box.inputValue(), "Grüße, world?!");
    await page.getByTitle("Your account").click();
    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    await dialog.getByText("Send the message").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    for (const keys of ["Control+c", "Alt+x", "Space", "PageUp"]) {
      await log.focus();
      await page.keyboard.press(keys);
      assertEquals(await page.evaluate(() => document.activeElement?.role), "log");
    }
  },
);
