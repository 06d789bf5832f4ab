import { assertEquals, assertMatch } from "@std/assert";
import { browserTest } from "../support/browser.ts";

browserTest(
  "who is banned is told why and until when, in the open tab and after a reload",
  async ({ server, visitor }) => {
    const owner = await visitor("Olga", { as: "owner" });
    const gus = await visitor("Gus", { width: 390 });
    const { page } = gus;
    const box = page.getByRole("textbox", { name: "Message General" });
    await box.fill("Hello");
    await page.keyboard.press("Enter");
    await owner.page.getByText("Hello", { exact: true }).waitFor();
    // Under way when the ban comes.
    await gus.context.setOffline(true);
    await box.fill("Buy cheap watches");
    await page.keyboard.press("Enter");
    await page.locator(".message-wait").waitFor();

    await owner.page.goto(`${server.url}/admin?guests=on&q=Gus`);
    await owner.page.getByRole("link", { name: "Gus" }).click();
    await owner.page.getByLabel("Reason").fill("Selling watches");
    await owner.page.getByRole("button", { name: "Ban", exact: true }).click();
    await owner.page.getByRole("status").waitFor();

    await gus.context.setOffline(false);
    const told = page.getByRole("alert");
    await told.waitFor();
    assertMatch(
      (await told.textContent())!,
      /^You are banned until \d+ \w+ \d{4}, \d\d:\d\d\. The reason: Selling watches$/,
    );
    // All of it can be read.
    assertEquals(await told.evaluate((line) => line.scrollWidth <= line.clientWidth), true);
    await box.waitFor({ state: "detached" });
    await page.getByText("Not sent").waitFor();
    await page.locator(".message-wait").waitFor({ state: "detached" });

    await page.reload();
    await page.getByRole("heading", { name: /^You are banned until \d+ \w+ \d{4}, / }).waitFor();
    await page.getByText("The reason: Selling watches").waitFor();
    gus.trouble.length = 0;
  },
);
