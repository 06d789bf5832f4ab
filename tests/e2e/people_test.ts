import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest, untilLive } from "../support/browser.ts";
import { violations } from "../support/looks.ts";

const panel = (page: Page) => page.getByRole("complementary", { name: "People" });
const person = (page: Page, where: "Online" | "Offline", name: string) =>
  panel(page).getByRole("region", { name: where }).getByText(name, { exact: true });

browserTest(
  "who leaves and comes back moves between online and offline, and a conversation tells it, too",
  async ({ server, visitor }) => {
    const { page: ada } = await visitor("Ada", { as: "owner" });
    const { page: grace, context } = await visitor("Grace", { as: "member" });
    await person(ada, "Online", "Grace").waitFor();
    await ada.getByRole("button", { name: "People: 2 online · 2 in this room" })
      .filter({ visible: true }).waitFor();
    await person(grace, "Online", "Ada").waitFor();
    await panel(grace).getByText("owner", { exact: true }).waitFor();

    await person(ada, "Online", "Grace").click();
    await ada.getByRole("button", { name: "Open the conversation" }).click();
    await ada.getByRole("log", { name: "Messages in Grace" }).waitFor();
    const told = (text: string | RegExp) =>
      ada.locator(".room-here").filter({ hasText: text, visible: true });
    await told(/^Online$/).waitFor();
    assertEquals(await violations(ada), []);

    await grace.goto("about:blank");
    await told(/^Last seen (just now|1 minute ago)$/).waitFor();
    await person(ada, "Offline", "Grace").waitFor();
    await ada.getByRole("link", { name: "General" }).click();
    await person(ada, "Offline", "Grace").waitFor();
    assertEquals(await violations(ada), []);
    await ada.reload();
    await untilLive(ada);
    await person(ada, "Offline", "Grace").waitFor();

    const back = await context.newPage();
    await back.goto(`${server.url}/rooms/general`);
    await person(ada, "Online", "Grace").waitFor();
    assertEquals(await ada.getByRole("log").getByText(/joined|left/).count(), 0);
  },
);
