import { assertEquals } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { browserTest, untilLive } from "../support/browser.ts";
import { ServerProcess } from "../support/server_process.ts";

const article = (page: Page, text: string) =>
  page.getByRole("log").getByRole("article").filter({ hasText: text });
const settled = (page: Page, text: string) =>
  article(page, text).and(page.locator(":not([data-state])"));

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Message General" }).fill(text);
  await page.keyboard.press("Enter");
  await settled(page, text).waitFor();
}

/** What has the keyboard. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute("aria-label") ?? activeElement?.textContent;
  });

/** Does something with a message by the mouse. It is aimed at again when the log has moved meanwhile, as it does
 *  when somebody comes in. */
async function act(message: Locator, action: "Edit" | "Delete"): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    await message.hover();
    const button = message.getByRole("button", { name: action });
    if (await button.click({ timeout: 1_000 }).then(() => true, () => false)) return;
  }
  throw new Error(`"${action}" could not be clicked`);
}

browserTest(
  "an edit by keyboard alone and a deletion by mouse show in the other browser",
  async ({ visitor }) => {
    const ada = await visitor("Ada");
    const grace = await visitor("Grace");
    await say(ada.page, "helo all");
    await say(ada.page, "second thoughts");
    await article(grace.page, "second thoughts").waitFor();

    await ada.page.keyboard.press("ArrowUp");
    const editor = ada.page.getByRole("textbox", { name: "Edit the message" });
    assertEquals(await editor.inputValue(), "second thoughts");
    await ada.page.keyboard.press("Escape");
    await editor.waitFor({ state: "detached" });
    assertEquals(await focused(ada.page), "Message General");

    await act(article(ada.page, "helo all"), "Edit");
    await editor.fill("hello all");
    await ada.page.keyboard.press("Enter");
    await settled(ada.page, "hello all").getByText("Edited").waitFor();
    assertEquals(await focused(ada.page), "Edit");
    await article(grace.page, "hello all").getByText("Edited").waitFor();

    await act(article(ada.page, "second thoughts"), "Delete");
    assertEquals(await focused(ada.page), "Delete for good");
    await ada.page.keyboard.press("Escape");
    assertEquals(await focused(ada.page), "Delete");
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("button", { name: "Delete for good" }).click();
    await article(grace.page, "This message was deleted").waitFor();
    assertEquals(await article(grace.page, "second thoughts").count(), 0);
    assertEquals(await focused(ada.page), "Message General");

    // Others' messages are not one's to change.
    await article(grace.page, "hello all").hover();
    const offered = grace.page.locator(".message-actions").first().getByRole("button");
    assertEquals(await offered.evaluateAll((all) => all.map((one) => one.ariaLabel)), [
      "Mark unread from here",
    ]);
  },
);

browserTest(
  "actions are one stop of the keyboard, and arrows go from message to message",
  async ({ visitor }) => {
    const { page } = await visitor("Ada");
    for (const text of ["one", "two", "three"]) await say(page, text);
    await page.getByRole("log").focus();
    await page.keyboard.press("Tab");
    const group = (text: string) => article(page, text).locator(".message-actions:focus-within");
    await group("three").waitFor();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await group("one").waitFor();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowDown");
    await group("two").waitFor();
    assertEquals(await page.locator(".message-actions").count(), 1);
    await page.keyboard.press("Escape");
    assertEquals(await focused(page), "Message General");
  },
);

browserTest("the owner deletes what others wrote, and can't rewrite it", async ({ visitor }) => {
  const owner = await visitor("Olga", { as: "owner", byForm: true });
  const guest = await visitor("Wanderer");
  await say(guest.page, "buy cheap things");
  await article(owner.page, "buy cheap things").hover();
  const actions = article(owner.page, "buy cheap things").getByRole("group");
  assertEquals(await actions.getByRole("button", { name: "Edit" }).count(), 0);
  await act(article(owner.page, "buy cheap things"), "Delete");
  await owner.page.keyboard.press("Enter");
  await article(guest.page, "This message was deleted").waitFor();
});

browserTest(
  "changes made while the server is away show that they wait, and are made once it is back, over a reload too",
  async ({ server, visitor }) => {
    const ada = await visitor("Ada");
    await say(ada.page, "helo all");
    await say(ada.page, "second thoughts");
    await server.stop("SIGKILL");
    await ada.page.getByRole("status").getByText(/Reconnecting|Connecting/).waitFor();
    const hovered = article(ada.page, "second thoughts");
    await act(hovered, "Delete");
    await ada.page.keyboard.press("Enter");
    await hovered.getByText("Waiting to be deleted").waitFor({ state: "attached" });
    // What is about to go can't be rewritten: it is the one before.
    await ada.page.keyboard.press("ArrowUp");
    await ada.page.getByRole("textbox", { name: "Edit the message" }).fill("hello all");
    await ada.page.keyboard.press("Enter");
    const waiting = article(ada.page, "hello all").getByText("Waiting to be changed");
    await waiting.waitFor({ state: "attached" });

    await using _again = await ServerProcess.start({ dataDir: server.dataDir, port: server.port });
    // The tab may be faster than the reload; either way all must be done once.
    await ada.page.reload();
    await untilLive(ada.page);
    await settled(ada.page, "hello all").getByText("Edited").waitFor();
    await article(ada.page, "This message was deleted").waitFor();
    const grace = await ada.context.newPage();
    await grace.goto(`${server.url}/rooms/general`);
    await article(grace, "This message was deleted").waitFor();
    assertEquals(await grace.getByRole("article").count(), 2);
    ada.trouble.length = 0;
  },
);

browserTest(
  "two devices edit one message, one of them offline: it sees both texts, and keeps its own or gives way",
  async ({ server, browser, visitor }) => {
    const desk = await visitor("Ada");
    // The same session on a phone, in a tunnel now and then.
    const context = await browser.newContext({
      storageState: await desk.context.storageState(),
      locale: "en-GB",
    });
    const phone = await context.newPage();
    let inTunnel = false;
    let leaveTunnel = () => {};
    await phone.routeWebSocket(/\/ws$/, (page) => {
      const hub = page.connectToServer();
      page.onMessage((frame) => inTunnel || hub.send(frame));
      hub.onMessage((frame) => inTunnel || page.send(frame));
      leaveTunnel = () => {
        inTunnel = false;
        page.close({ code: 1013 });
      };
    });
    const rewrite = async (page: Page, text: string) => {
      await page.getByRole("textbox", { name: "Message General" }).press("ArrowUp");
      await page.getByRole("textbox", { name: "Edit the message" }).fill(text);
      await page.keyboard.press("Enter");
    };
    const meetAt = async (draft: string, mine: string, theirs: string) => {
      await say(desk.page, draft);
      await article(phone, draft).waitFor();
      inTunnel = true;
      await rewrite(phone, mine);
      await article(phone, mine).getByText("Waiting to be changed").waitFor({ state: "attached" });
      await rewrite(desk.page, theirs);
      await settled(desk.page, theirs).waitFor();
      leaveTunnel();
      const torn = article(phone, mine).filter({ hasText: theirs });
      await torn.getByText("It was changed on another device meanwhile.").waitFor();
      return torn;
    };
    await phone.goto(`${server.url}/rooms/general`);
    await untilLive(phone);

    const kept = await meetAt("lunch?", "lunch at one?", "lunch at noon?");
    await kept.getByRole("button", { name: "Keep mine" }).click();
    await settled(phone, "lunch at one?").waitFor();
    await settled(desk.page, "lunch at one?").waitFor();

    const given = await meetAt("or tea?", "or tea at four?", "or tea at five?");
    await given.getByRole("button", { name: "Discard" }).click();
    await settled(phone, "or tea at five?").waitFor();
    assertEquals(await article(phone, "or tea at four?").count(), 0);
    await context.close();
  },
);

browserTest("on touch a long press shows what can be done", async ({ server, browser }) => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 780 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByLabel("Your name").fill("Ada");
  await page.getByRole("button", { name: "Join" }).click();
  await untilLive(page);
  await say(page, "held for long");
  const text = page.getByText("held for long");
  const actions = article(page, "held for long").locator(".message-actions");
  const opacity = () => actions.evaluate((element) => getComputedStyle(element).opacity);
  await text.tap();
  assertEquals(await opacity(), "0");
  const { x, y } = (await text.boundingBox())!;
  const devtools = await context.newCDPSession(page);
  await devtools.send("Input.dispatchTouchEvent", {
    type: "touchStart",
    touchPoints: [{ x: x + 5, y: y + 5 }],
  });
  await page.locator(".message[data-pinned]").waitFor();
  await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  assertEquals(await opacity(), "1");
  await actions.getByRole("button", { name: "Edit" }).tap();
  await page.getByRole("textbox", { name: "Edit the message" }).waitFor();
  await context.close();
});

browserTest(
  "what one is writing into a message that is deleted meanwhile is not lost",
  async ({ server, visitor }) => {
    const { page, context } = await visitor("Ada");
    await say(page, "first words");
    const other = await context.newPage();
    await other.goto(`${server.url}/rooms/general`);
    await untilLive(other);
    await page.keyboard.press("ArrowUp");
    await page.getByRole("textbox", { name: "Edit the message" }).fill(
      "second words, long thought of",
    );
    await act(article(other, "first words"), "Delete");
    await other.getByRole("button", { name: "Delete for good" }).click();
    const unsent = article(page, "second words, long thought of");
    await unsent.getByText("The message you were editing was deleted.").waitFor();
    assertEquals(await focused(page), "Message General");
    await unsent.getByRole("button", { name: "Retry" }).click();
    await settled(page, "second words, long thought of").waitFor();
    await article(other, "second words, long thought of").waitFor();
  },
);
