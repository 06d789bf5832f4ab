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
    await grace.close();
  },
);
