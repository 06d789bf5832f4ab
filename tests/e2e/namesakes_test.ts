import { assertEquals, assertNotEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest } from "../support/browser.ts";
import { violations } from "../support/looks.ts";

/** What stands behind a name, in the log and among the people. */
async function tags(page: Page): Promise<string[]> {
  const log = page.getByRole("log").locator(".name-tag");
  await log.nth(1).waitFor();
  const people = page.getByRole("complementary", { name: "People" }).locator(".name-tag");
  await people.nth(1).waitFor();
  return [...await log.allTextContents(), "people", ...(await people.allTextContents()).sort()];
}

browserTest(
  "two guests of one name are told apart, the same way for everybody",
  async ({ visitor }) => {
    const one = await visitor("Ada");
    const say = async (page: Page, text: string) => {
      await page.getByRole("textbox", { name: "Message General" }).fill(text);
      await page.keyboard.press("Enter");
      await page.getByRole("article").filter({ hasText: text }).waitFor();
    };
    await say(one.page, "the first");
    assertEquals(await one.page.locator(".name-tag").count(), 0);
    const other = await visitor("Ada");
    await say(other.page, "the second");
    const { page: grace } = await visitor("Grace");
    const shown = await tags(grace);
    assertNotEquals(shown[0], shown[1]);
    assertEquals(shown.slice(0, 2).sort(), shown.slice(3));
    for (const { page } of [one, other]) assertEquals(await tags(page), shown);
    assertEquals(await violations(grace), []);
  },
);
