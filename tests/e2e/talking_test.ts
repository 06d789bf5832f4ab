import { assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest, findRoom, untilLive } from "../support/browser.ts";
import { SocketPeer } from "../support/socket_peer.ts";

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: /^Message / }).fill(text);
  await page.keyboard.press("Enter");
}

function article(page: Page, text: string) {
  return page.getByRole("log").getByRole("article").filter({ hasText: text });
}

browserTest("two people talk, each in a browser of their own", async ({ visitor }) => {
  const ada = await visitor("Ada", { byForm: true });
  const grace = await visitor("Grace");
  await say(ada.page, "Hello, Grace");
  await article(grace.page, "Hello, Grace").getByText("Ada", { exact: true }).waitFor();
  await say(grace.page, "Hello, Ada");
  await article(ada.page, "Hello, Ada").waitFor();
  assertEquals(await article(ada.page, "Hello, Grace").count(), 1);
});

browserTest(
  "who comes into a room is said in its log, and who is online in the list of people",
  async (stage) => {
    const ada = await stage.visitor("Ada");
    const people = ada.page.getByRole("complementary", { name: "People" });
    const grace = await stage.visitor("Grace");
    await people.getByText("Grace").waitFor();
    await ada.page.getByRole("log").getByText("Grace joined").waitFor();

    // A second tab of Grace's is not a second Grace, and closing it is not a farewell.
    const tab = await grace.context.newPage();
    await tab.goto(`${stage.server.url}/rooms/general`);
    await untilLive(tab);
    assertEquals(await people.getByText("Grace").count(), 1);
    await tab.close();

    await grace.page.close();
    await people.getByRole("region", { name: "Offline" }).getByText("Grace").waitFor();
    assertEquals(await ada.page.getByText("Grace joined").count(), 1);
    assertEquals(await ada.page.getByText("Grace left").count(), 0);
  },
);

browserTest("a reload makes no noise for the others", async ({ visitor }) => {
  const ada = await visitor("Ada");
  const grace = await visitor("Grace");
  await ada.page.getByRole("log").getByText("Grace joined").waitFor();
  await grace.page.reload();
  await untilLive(grace.page);
  await say(grace.page, "I am back");
  await article(ada.page, "I am back").waitFor();
  assertEquals(await ada.page.getByText("Grace left").count(), 0);
  assertEquals(await ada.page.getByText("Grace joined").count(), 1);
});

browserTest(
  "rooms are made, entered and left in place, with one socket and working back and forward",
  async (stage) => {
    const { page } = await stage.visitor("Ada");
    let loads = 0;
    let sockets = 0;
    page.on("load", () => loads++);
    page.on("websocket", () => sockets++);
    const rooms = page.getByRole("navigation", { name: "Rooms" });

    await rooms.getByRole("button", { name: "New room" }).click();
    await page.keyboard.type("Design & Ops");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/rooms/design-ops");
    await page.getByRole("log", { name: "Messages in Design & Ops" }).waitFor();
    await say(page, "first here");
    await article(page, "first here").waitFor();
    assertMatch(await page.title(), /Design & Ops/);

    await rooms.getByRole("link", { name: /General/ }).click();
    await page.waitForURL("**/rooms/general");
    await page.getByRole("log", { name: "Messages in General" }).waitFor();
    assertEquals(await article(page, "first here").count(), 0);
    await say(page, "in general");
    await article(page, "in general").waitFor();

    await page.goBack();
    await page.getByRole("log", { name: "Messages in Design & Ops" }).waitFor();
    await article(page, "first here").waitFor();
    // As far as the page that was loaded.
    await page.goBack();
    await page.getByRole("log", { name: "Messages in General" }).waitFor();
    await page.goForward();
    await page.getByRole("log", { name: "Messages in Design & Ops" }).waitFor();
    await page.goForward();
    await article(page, "in general").waitFor();
    assertEquals([loads, sockets], [0, 0]);

    // From a page outside of the chat the way leads back to where one was.
    await page.goBack();
    await page.getByRole("log", { name: "Messages in Design & Ops" }).waitFor();
    await page.goto(`${stage.server.url}/account`);
    await page.getByRole("link", { name: "Back to the chat" }).click();
    await page.getByRole("log", { name: "Messages in Design & Ops" }).waitFor();

    // A link to a room opens that room once a name is given.
    const grace = await stage.visitor("Grace", { path: "/rooms/design-ops" });
    await article(grace.page, "first here").waitFor();
  },
);

browserTest(
  "a room that somebody makes is found by everybody, and what is said in it shows for those who are in it",
  async ({ visitor }) => {
    const ada = await visitor("Ada");
    const grace = await visitor("Grace");
    await grace.page.getByRole("button", { name: "New room" }).click();
    await grace.page.keyboard.type("Ops");
    await grace.page.keyboard.press("Enter");
    await grace.page.waitForURL("**/rooms/ops");
    const link = ada.page.getByRole("navigation", { name: "Rooms" }).getByRole("link", {
      name: /Ops/,
    });
    await findRoom(ada.page, "Ops");
    await ada.page.getByText("No messages yet").waitFor();
    await ada.page.goBack();
    await ada.page.getByRole("log", { name: "Messages in General" }).waitFor();
    await say(grace.page, "one");
    await say(grace.page, "two");
    await link.getByText("2").waitFor();
    await link.click();
    await article(ada.page, "two").waitFor();
    await link.getByText("2").waitFor({ state: "detached" });
  },
);

browserTest(
  "edits in a room that is not open make nothing unread, and do not count with the next message",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    await grace.must({ type: "room.create", id: "ops", title: "Ops" });
    await grace.must({ type: "room.create", id: "watch", title: "Watch" });
    const { seq } = await grace.say("one", "m1", "ops");
    const { page } = await visitor("Ada");
    const link = (name: RegExp) =>
      page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name });
    for (const room of ["Ops", "Watch", "General"]) await findRoom(page, room);
    for (let i = 0; i < 5; i++) {
      await grace.must({ type: "message.edit", room: "ops", seq, text: `one, version ${i}` });
    }
    // What happens later in another room shows later: by then the edits have been told.
    await grace.say("later", "m2", "watch");
    await link(/Watch 1 unread/).waitFor();
    assertEquals(await link(/^Ops$/).count(), 1);
    await grace.say("two", "m3", "ops");
    await link(/Ops 1 unread/).waitFor();
    await grace.close();
  },
);

browserTest(
  "what is written and not sent is there in its room after a switch and after a reload",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    await grace.must({ type: "room.create", id: "ops", title: "Ops" });
    await grace.close();
    const { page } = await visitor("Ada");
    const rooms = page.getByRole("navigation", { name: "Rooms" });
    const box = page.getByRole("textbox", { name: /^Message / });
    await box.fill("half a thought");
    await findRoom(page, "Ops");
    assertEquals(await box.inputValue(), "");
    await rooms.getByRole("link", { name: /General/ }).click();
    await page.getByRole("textbox", { name: "Message General" }).waitFor();
    assertEquals(await box.inputValue(), "half a thought");
    await page.reload();
    await untilLive(page);
    assertEquals(await box.inputValue(), "half a thought");
    await page.keyboard.press("Enter");
    await article(page, "half a thought").waitFor();
    await page.reload();
    await untilLive(page);
    assertEquals(await box.inputValue(), "");
    assertEquals(await article(page, "half a thought").count(), 1);
  },
);

browserTest(
  "a room that does not exist is made where one is told so, and one can write in it at once",
  async ({ visitor }) => {
    const { page } = await visitor("Ada");
    await page.evaluate(() => {
      history.pushState(null, "", "/rooms/no--where");
      dispatchEvent(new PopStateEvent("popstate"));
    });
    await page.getByText("This room does not exist").waitFor();
    await page.getByRole("button", { name: "Create the room" }).click();
    await page.getByText("No messages yet").waitFor();
    assertEquals(await page.evaluate(() => document.activeElement?.id), "composer");
    await page.keyboard.type("here I am");
    await page.keyboard.press("Enter");
    await article(page, "here I am").and(page.locator(":not([data-state])")).waitFor();
    assertEquals(new URL(page.url()).pathname, "/rooms/no--where");
  },
);

browserTest(
  "control characters that come with what is pasted are gone at once, and the caret stays",
  async ({ visitor }) => {
    const { page } = await visitor("Ada");
    const box = page.getByRole("textbox", { name: "Message General" });
    await box.fill("ab\x07\x1b[1mc\td\x7f");
    assertEquals(await box.inputValue(), "ab[1mc\td");
    await box.press("Home");
    await page.keyboard.insertText("\x07new ");
    await page.keyboard.insertText("text: ");
    assertEquals(await box.inputValue(), "new text: ab[1mc\td");
    await page.keyboard.press("Enter");
    await article(page, "new text: ab[1mc\td").and(page.locator(":not([data-state])")).waitFor();
  },
);

browserTest(
  "links are links, code is code, and nothing else becomes markup",
  async ({ visitor }) => {
    const { page } = await visitor("Ada");
    const text =
      "see https://example.org/a?b=c. `x < y`\n<img src=x onerror=alert(1)>\n```\nif (a) {\n  b();\n}\n```";
    await page.getByRole("textbox", { name: "Message General" }).fill(text);
    await page.keyboard.press("Enter");
    const message = article(page, "see https");
    assertEquals(
      await message.getByRole("link").getAttribute("href"),
      "https://example.org/a?b=c",
    );
    assertEquals(await message.locator("code").first().textContent(), "x < y");
    assertEquals((await message.locator("pre").textContent())?.trim(), "if (a) {\n  b();\n}");
    assertEquals(await message.locator("img").count(), 0);
    await message.getByText("<img src=x onerror=alert(1)>").waitFor();
  },
);

browserTest(
  "Shift+Enter breaks the line, Enter sends, and an empty message is not sent",
  async ({ visitor }) => {
    const { page } = await visitor("Ada");
    const box = page.getByRole("textbox", { name: "Message General" });
    await box.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type("one");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("two");
    await page.getByRole("button", { name: "Send" }).click();
    await article(page, "one").waitFor();
    assertEquals(await page.getByRole("article").count(), 1);
    assertEquals(await box.inputValue(), "");
  },
);

browserTest(
  "others see that somebody is typing, until the message is there",
  async ({ visitor }) => {
    const ada = await visitor("Ada");
    const grace = await visitor("Grace");
    await grace.page.getByRole("textbox", { name: "Message General" }).pressSequentially("hm");
    await ada.page.getByText("Grace is typing").waitFor();
    await grace.page.keyboard.press("Enter");
    await article(ada.page, "hm").waitFor();
    await ada.page.getByText("Grace is typing").waitFor({ state: "hidden" });
  },
);
