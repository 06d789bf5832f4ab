import { assert } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { browserTest, untilLive } from "../support/browser.ts";
import { SocketPeer } from "../support/socket_peer.ts";

/** More than a screenful. */
const MISSED = 40;
/** Most presses of Tab to anything on a page. */
const MOST_TABS = 60;

/** Goes there as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator, key = "Tab"): Promise<void> {
  const hasFocus = () => target.evaluate((element) => element === document.activeElement);
  await target.waitFor();
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    if (await hasFocus()) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${target} is more than ${MOST_TABS} tabs away`);
}

browserTest(
  "by keyboard alone one joins, finds a room, catches up, answers, makes a room, invites and signs out",
  async ({ server, visitor }) => {
    await visitor("Grace", { as: "member" });
    const pilot = await SocketPeer.connect(server.socketUrl, { name: "Pilot" });
    await pilot.must({ type: "room.create", id: "release", title: "Release train" });
    await pilot.join("release");
    await pilot.say("the first", "m0", "release");
    const { page } = await visitor("Gus");
    const keys = page.keyboard;
    const signOut = async () => {
      await tabTo(page, page.getByTitle("Your account"));
      await keys.press("Enter");
      await tabTo(page, page.getByRole("button", { name: "Sign out" }));
      await keys.press("Enter");
    };
    const log = (title: string) => page.getByRole("log", { name: `Messages in ${title}` });
    const openByKeys = async (title: string) => {
      await keys.press("Control+k");
      await keys.type(title.slice(0, 4));
      await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: title })
        .waitFor();
      await keys.press("Enter");
      await log(title).waitFor();
    };

    // Who came by a name alone is asked once more, and then joins with an account.
    await signOut();
    await page.getByText("You cannot come back as this guest.").waitFor();
    await keys.press("Enter");
    await page.getByLabel("Your name").waitFor();
    await tabTo(page, page.getByRole("link", { name: "Register" }));
    await keys.press("Enter");
    await page.getByRole("heading", { name: "Create an account" }).waitFor();
    await keys.type("Ada");
    await keys.press("Tab");
    await keys.type("correct horse battery");
    await keys.press("Enter");
    await log("General").waitFor();
    await untilLive(page);

    await openByKeys("Release train");
    await page.getByText("the first").waitFor();
    await openByKeys("General");
    for (let n = 1; n <= MISSED; n++) await pilot.say(`missed ${n}`, `m${n}`, "release");
    await page.getByRole("link", { name: `Release train ${MISSED} unread` }).waitFor();
    await openByKeys("Release train");
    await page.getByRole("heading", { name: "New" }).waitFor();
    await tabTo(page, log("Release train"), "Shift+Tab");
    await keys.press("End");
    await page.getByText(`missed ${MISSED}`, { exact: true }).waitFor();
    await page.getByRole("button", { name: /Jump to latest/ }).waitFor({ state: "detached" });
    await keys.type("All aboard");
    await keys.press("Enter");
    await page.getByRole("article").getByText("All aboard").waitFor();
    await pilot.inbox.next("message", ({ message }) => message.text === "All aboard");

    await tabTo(page, page.getByRole("button", { name: "New room" }));
    await keys.press("Enter");
    await keys.type("Board");
    await tabTo(page, page.getByRole("checkbox", { name: /Private/ }));
    await keys.press("Space");
    await tabTo(page, page.getByRole("textbox", { name: "Name of the new room" }), "Shift+Tab");
    await keys.press("Enter");
    await log("Board").waitFor();

    await tabTo(page, page.getByRole("button", { name: "Room details" }));
    await keys.press("Enter");
    await tabTo(page, page.getByRole("combobox", { name: "Invite a person" }));
    await keys.type("gr");
    await page.getByRole("option", { name: "Grace" }).waitFor();
    await keys.press("ArrowDown");
    await keys.press("Enter");
    await page.getByRole("button", { name: "Remove Grace" }).waitFor();
    await keys.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });

    await signOut();
    await page.getByLabel("Your name").waitFor();
    assert(page.url().startsWith(server.url));
    await pilot.close();
  },
);
