import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest, untilLive } from "../support/browser.ts";
import { SocketPeer } from "../support/socket_peer.ts";

/** What is seen of a choice, and of how tall the page is. */
async function look(page: Page) {
  return await page.evaluate(() => {
    const { dataset } = document.documentElement;
    const style = getComputedStyle(document.documentElement);
    const frame = [...document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")]
      .find(({ media }) => media === "all")?.content ?? null;
    return { scheme: style.colorScheme, density: dataset.density ?? null, frame };
  });
}

browserTest(
  "what an account chooses is kept at once, and seen in its other tabs without a reload",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    await grace.join();
    await grace.say("hello");
    const { page: chat, context } = await visitor("Ada", { as: "member" });
    const { page: phone } = await visitor("Gus");
    const time = chat.getByRole("article").first().getByRole("time");
    assertMatch(await time.innerText(), /^\d\d:\d\d$/);

    const settings = await context.newPage();
    await settings.goto(`${server.url}/account/settings`);
    const choose = async (control: ReturnType<Page["getByRole"]>) => {
      await control.check({ force: true });
      await settings.getByRole("status").getByText("Saved.").waitFor();
    };
    await choose(settings.getByRole("radio", { name: "Dark" }));
    assertEquals((await look(settings)).scheme, "dark");
    await chat.waitForFunction(() => document.documentElement.dataset.theme === "dark");
    assertEquals(await look(chat), { scheme: "dark", density: null, frame: "#1c2229" });
    await choose(settings.getByRole("radio", { name: "2:05 PM" }));
    await chat.getByRole("time").getByText(/[ap]m/i).waitFor();
    await choose(settings.getByRole("radio", { name: /Compact/ }));
    await chat.waitForFunction(() => document.documentElement.dataset.density === "compact");

    await chat.getByText("Shift Enter for a new line").waitFor();
    await settings.getByRole("switch", { name: "Enter sends" }).uncheck();
    await chat.getByText("Ctrl Enter to send").waitFor();
    assertEquals(await chat.getByText("Shift Enter for a new line").isVisible(), false);
    const box = chat.getByRole("textbox", { name: "Message General" });
    await box.fill("one");
    await box.press("Enter");
    await box.pressSequentially("two");
    assertEquals(await box.inputValue(), "one\ntwo");
    await box.press("Control+Enter");
    assertEquals(await chat.getByRole("article").getByText("one").innerText(), "one\ntwo");

    await chat.reload();
    await untilLive(chat);
    assertEquals(await look(chat), { scheme: "dark", density: "compact", frame: "#1c2229" });
    await chat.getByRole("time").getByText(/[ap]m/i).first().waitFor();
    assertEquals(await look(phone), { scheme: "light dark", density: null, frame: null });
    await grace.close();
  },
);

browserTest(
  "a guest's choice is seen in their other tabs, comes with the page, and moves nothing in it",
  async ({ server, visitor }) => {
    const { page: chat, context } = await visitor("Gus");
    const settings = await context.newPage();
    await settings.goto(`${server.url}/account/settings`);
    await settings.getByRole("radio", { name: /Compact/ }).check({ force: true });
    await settings.getByRole("status").getByText("Saved.").waitFor();
    await chat.waitForFunction(() => document.documentElement.dataset.density === "compact");

    await settings.addInitScript(() => {
      const seen: unknown[] = [];
      Object.assign(globalThis, { seen });
      new MutationObserver(() => {
        const { density } = document.documentElement?.dataset ?? {};
        if (document.body && seen.at(-1) !== density) seen.push(density);
      }).observe(document, { attributes: true, childList: true, subtree: true });
    });
    await settings.goto(`${server.url}/rooms/general`);
    await untilLive(settings);
    // deno-lint-ignore no-explicit-any -- what the script above has left
    assertEquals(await settings.evaluate(() => (globalThis as any).seen), ["compact"]);
  },
);

browserTest(
  "what could not be kept says so, and is kept once it is chosen again",
  async ({ server, visitor }) => {
    const { page: chat, context, trouble } = await visitor("Ada", { as: "member" });
    const settings = await context.newPage();
    await settings.goto(`${server.url}/account/settings`);
    await context.setOffline(true);
    await settings.getByRole("radio", { name: "Dark" }).check({ force: true });
    await settings.getByText("Not saved.").waitFor();
    assertEquals((await look(settings)).scheme, "light dark");
    await context.setOffline(false);
    await settings.getByRole("radio", { name: "Light" }).check({ force: true });
    await settings.getByText("Saved.", { exact: true }).waitFor();
    await chat.waitForFunction(() => document.documentElement.dataset.theme === "light");
    assert(trouble.every((line) => /ERR_INTERNET_DISCONNECTED/.test(line)), trouble.join("\n"));
    trouble.length = 0;
  },
);
