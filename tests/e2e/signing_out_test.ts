import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { CLOSE } from "../../protocol/close_codes.ts";
import { browserTest, untilLive } from "../support/browser.ts";

const PASSWORD = "correct horse battery";

/** All that a browser keeps for the site, but for the cookie of a session. */
async function kept(page: Page) {
  return await page.evaluate(async () => {
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const items: unknown[] = [];
    for (const name of databases) {
      const opening = indexedDB.open(name!);
      const database = await new Promise<IDBDatabase>((resolve) =>
        opening.onsuccess = () => resolve(opening.result)
      );
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store).getAll();
        await new Promise((resolve) => all.onsuccess = resolve);
        items.push(...all.result);
      }
      database.close();
    }
    return {
      values: Object.entries(localStorage).map((pair) => pair.join("=")),
      session: sessionStorage.length,
      items: items.map((item) => JSON.stringify(item)),
      cookies: document.cookie,
    };
  });
}

/** Folds the people away, writes a draft, and a message that never gets to the server. */
async function leaveTraces(page: Page): Promise<void> {
  await page.routeWebSocket(/\/ws$/, (socket) => void socket.close({ code: CLOSE.goingAway.code }));
  await page.reload();
  await page.evaluate(() => document.cookie = "people=folded;path=/");
  const box = page.getByRole("textbox", { name: "Message General" });
  await page.locator("[data-connection=waiting]").first().waitFor();
  await box.fill("a secret that waits");
  await page.keyboard.press("Enter");
  await page.getByRole("article").filter({ hasText: "a secret that waits" }).waitFor();
  await box.fill("half a secret");
  await page.waitForFunction(() => JSON.stringify(localStorage).includes("half a secret"));
  const { items, cookies } = await kept(page);
  assert(items.join().includes("a secret that waits"));
  assert(cookies.includes("people=folded"));
}

async function assertNoTraces(page: Page): Promise<void> {
  const { values, session, items, cookies } = await kept(page);
  assertEquals({ values, session, items }, { values: [], session: 0, items: [] });
  assert(!/people|signed_out/.test(cookies), cookies);
}

/** The reader's own name, which opens their menu. */
async function openAccountMenu(page: Page): Promise<void> {
  await page.getByTitle("Your account").first().click();
}

browserTest(
  "who signs out leaves nothing to the next person at the machine, is warned of what is not sent, and all tabs leave",
  async ({ server, visitor }) => {
    const ada = await visitor("Ada", { as: "member" });
    const { page, context } = ada;
    const other = await context.newPage();
    await other.goto(`${server.url}/rooms/general`);
    await untilLive(other);
    await leaveTraces(page);

    await openAccountMenu(page);
    await page.getByRole("button", { name: "Sign out" }).click();
    const warning = page.getByRole("alert").filter({ hasText: "One message is not sent yet" });
    await warning.waitFor();
    assertEquals(new URL(page.url()).pathname, "/rooms/general");
    await page.getByRole("button", { name: "Delete and sign out" }).click();
    await page.waitForURL(`${server.url}/`);
    await other.waitForURL(`${server.url}/`);
    await assertNoTraces(page);
    await page.goBack();
    await page.getByRole("heading", { name: "Confab" }).waitFor();
    assert(!(await page.content()).includes("secret"));

    const next = await context.newPage();
    await next.goto(`${server.url}/register`);
    await next.getByLabel("Name").fill("Bob");
    await next.getByLabel("Password").fill(PASSWORD);
    await next.locator("form button[type=submit]").click();
    await untilLive(next);
    assertEquals(await next.getByRole("textbox", { name: "Message General" }).inputValue(), "");
    assert(!(await next.content()).includes("secret"));
    assert(!JSON.stringify(await kept(next)).includes("secret"));
    ada.trouble.length = 0;
  },
);

browserTest(
  "a guest is asked before signing out, since nobody can come back as that guest",
  async ({ server, visitor }) => {
    const { page } = await visitor("Gus");
    await page.getByText("You are a guest on this browser.").waitFor();
    await openAccountMenu(page);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("alert").filter({ hasText: "You cannot come back as this guest." })
      .waitFor();
    assertEquals(new URL(page.url()).pathname, "/rooms/general");
    await page.getByRole("button", { name: "Sign out anyway" }).click();
    await page.waitForURL(`${server.url}/`);

    const { page: members } = await visitor("Mia", { as: "member" });
    assertEquals(await members.getByText("You are a guest on this browser.").count(), 0);
    await openAccountMenu(members);
    await members.getByRole("button", { name: "Sign out" }).click();
    await members.waitForURL(`${server.url}/`);
  },
);

browserTest(
  "a sign-out on the account's page leaves nothing, either",
  async ({ server, visitor }) => {
    const ada = await visitor("Ada", { as: "member" });
    await leaveTraces(ada.page);
    await ada.page.goto(`${server.url}/account`);
    await ada.page.getByRole("button", { name: "Sign out of this browser" }).click();
    await ada.page.getByLabel("Your name").waitFor();
    await assertNoTraces(ada.page);
    ada.trouble.length = 0;
  },
);

browserTest(
  "who signs in where another person's session has ended elsewhere finds nothing of them",
  async ({ server, visitor }) => {
    const ada = await visitor("Ada", { as: "member" });
    const { page, context } = ada;
    await leaveTraces(page);
    await page.close();
    await context.clearCookies();
    const next = await context.newPage();
    await next.goto(server.url);
    await next.getByLabel("Your name").fill("Bob");
    await next.getByRole("button", { name: "Join" }).click();
    await untilLive(next);
    assertEquals(await next.getByRole("textbox", { name: "Message General" }).inputValue(), "");
    await next.waitForFunction(() => !JSON.stringify(localStorage).includes("secret"));
    assert(!JSON.stringify(await kept(next)).includes("secret"));
    ada.trouble.length = 0;
  },
);
