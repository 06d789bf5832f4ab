import { assertMatch } from "@std/assert";
import { browserTest, untilLive } from "../support/browser.ts";
import { SocketPeer } from "../support/socket_peer.ts";

browserTest(
  "a message is marked unread from its actions, which the other tab shows, and Escape in the log marks all as read",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    await grace.must({ type: "room.create", id: "ops", title: "Ops" });
    const { page, context } = await visitor("Ada");
    const other = await context.newPage();
    await other.goto(`${server.url}/rooms/ops`);
    await untilLive(other);
    const general = (unread: string) =>
      other.getByRole("navigation", { name: "Rooms" })
        .getByRole("link", { name: `General${unread}`, exact: true });
    for (const text of ["one", "two", "three"]) await grace.say(text, text);
    const log = page.getByRole("log");
    await log.getByRole("article").filter({ hasText: "three" }).waitFor();
    await general("").waitFor();

    await log.getByRole("article").filter({ hasText: "two" }).hover();
    await log.getByRole("group", { name: "Message by Grace" })
      .getByRole("button", { name: "Mark unread from here" }).first().click();
    await general(" 2 unread").waitFor();
    const divider = log.getByText("New", { exact: true });
    await divider.waitFor();

    await log.focus();
    await page.keyboard.press("Escape");
    await general("").waitFor();
    await divider.waitFor({ state: "detached" });

    // And from where one writes.
    await grace.say("four", "four");
    const four = log.getByRole("article").filter({ hasText: "four" });
    await four.hover();
    await four.getByRole("button", { name: "Mark unread from here" }).click();
    await general(" 1 unread").waitFor();
    await page.getByRole("textbox", { name: "Message General" }).press("Escape");
    await general("").waitFor();
    await grace.close();
  },
);

browserTest(
  "while one reads further up, the way to the end says how many messages are new and since when",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    for (let i = 0; i < 18; i++) await grace.say(`line ${i} `.repeat(40), `a${i}`);
    const { page } = await visitor("Ada");
    const log = page.getByRole("log");
    await log.getByRole("article").filter({ hasText: "line 17" }).waitFor();
    await log.hover();
    await page.mouse.wheel(0, -900);
    await page.getByRole("button", { name: "Jump to latest", exact: true }).waitFor();
    for (const text of ["one", "two"]) await grace.say(text, text);
    const jump = page.getByRole("button", { name: "2 new messages", exact: true });
    await jump.waitFor();
    assertMatch((await jump.textContent())!, /^2 new since .*\d:\d\d.*·Jump to latest$/);
    await jump.click();
    await jump.waitFor({ state: "detached" });
    await grace.close();
  },
);
