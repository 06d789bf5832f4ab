import { assert, assertEquals } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { browserTest } from "../support/browser.ts";
import { overflow } from "../support/looks.ts";
import type { ServerProcess } from "../support/server_process.ts";
import { becomeOwner, joinAsGuest, makeInvite, personPath, register } from "./account_steps.ts";
import type { PlainBrowser } from "./plain_browser.ts";

/** As long as a name may be, in one word. */
const LONG_NAME = "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww";

browserTest(
  "no page around accounts sticks out, or has anything inline",
  async ({ server, browser }) => {
    const owner = await becomeOwner(server);
    const invite = await makeInvite(owner, { uses: 9 });
    await register(server, LONG_NAME);
    const guest = await joinAsGuest(server, "Gus");
    const person = await personPath(owner, LONG_NAME);
    const reason = "x".repeat(200);
    await owner.post(person, { do: "ban", reason, hours: "forever" });
    await owner.post("/admin/bans", { do: "ban", address: "2001:db8::1", reason, hours: "1" });
    await owner.post("/admin/rooms", { do: "archive", room: "general" });

    const visits: [PlainBrowser | null, string[]][] = [
      [null, ["/", "/login", "/register", invite, "/reset/none"]],
      [guest, ["/account", "/register", invite]],
      [owner, [
        "/account",
        "/admin?guests=on",
        person,
        await personPath(owner, "Gus"),
        await personPath(owner, "Olga"),
        "/admin/invites",
        "/admin/bans",
        "/admin/rooms",
        "/admin/audit",
      ]],
    ];
    for (const [who, paths] of visits) {
      const page = await pageOf(browser, server, { cookie: who?.cookie });
      for (const path of paths) {
        for (const width of [1280, 360]) {
          await page.setViewportSize({ width, height: 800 });
          await page.goto(server.url + path);
          const place = `${path}, ${width} px`;
          assertEquals([place, await overflow(page)], [place, 0]);
          const inline = await page.locator("[style], body style, [onclick]").count();
          assertEquals([place, inline], [place, 0]);
        }
      }
      await page.context().close();
    }
  },
);

browserTest(
  "a refused form has the focus where the fault is; an admin makes an invite and reads its code",
  async ({ server, browser }) => {
    const owner = await becomeOwner(server);
    const page = await pageOf(browser, server, {});
    const focused = () => page.evaluate(() => document.activeElement?.id);
    await page.goto(`${server.url}/register`);
    assertEquals(await focused(), "name");
    await page.getByLabel("Name").fill("Mary");
    await page.getByLabel("Password").fill("password1");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByText("guess").waitFor();
    assertEquals(await focused(), "password");
    assertEquals(await page.getByLabel("Name").inputValue(), "Mary");
    assertEquals(await page.getByLabel("Password").inputValue(), "");
    await page.getByLabel("Password").fill("correct horse battery");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL("**/rooms/general");
    await page.context().close();

    const desk = await pageOf(browser, server, { cookie: owner.cookie });
    const trouble: string[] = [];
    desk.on("console", (message) => trouble.push(message.text()));
    await desk.goto(`${server.url}/admin/invites`);
    await desk.getByLabel("Who it is for").fill("the crew");
    await desk.getByRole("button", { name: "Create a link" }).click();
    const link = await desk.getByLabel("The link", { exact: true }).inputValue();
    assert(link.startsWith(`${server.url}/invite/`), link);
    await desk.getByRole("row", { name: /^the crew/ }).waitFor();
    await desk.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await desk.getByRole("button", { name: "Copy" }).click();
    await desk.getByRole("button", { name: "Copied" }).waitFor();
    assertEquals(await desk.evaluate(() => navigator.clipboard.readText()), link);
    await desk.getByRole("button", { name: "Copy", exact: true }).waitFor();
    const code = await desk.getByRole("img", { name: "QR code" }).boundingBox();
    assert(code !== null && code.width > 150 && code.width === code.height);
    // The policy of the page let everything through.
    assertEquals(trouble, []);
    await desk.context().close();
  },
);

browserTest("one tab looks selected, also on a page below it", async ({ server, browser }) => {
  const owner = await becomeOwner(server);
  await register(server, "Mary");
  const page = await pageOf(browser, server, { cookie: owner.cookie });
  const expected = {
    "/account": "Your account",
    "/admin": "People",
    [await personPath(owner, "Mary")]: "People",
    "/admin/bans": "Bans",
    "/admin/audit/": "Audit log",
  };
  for (const [path, label] of Object.entries(expected)) {
    await page.goto(server.url + path);
    const raised = await page.locator(".tab").evaluateAll((tabs) =>
      tabs.filter((tab) => getComputedStyle(tab).backgroundColor !== "rgba(0, 0, 0, 0)")
        .map((tab) => tab.textContent)
    );
    assertEquals([path, raised], [path, [label]]);
  }
  await page.context().close();
});

async function pageOf(
  browser: Browser,
  server: ServerProcess,
  { cookie }: { cookie?: string },
): Promise<Page> {
  const context = await browser.newContext();
  context.setDefaultTimeout(10_000);
  if (cookie) {
    const [name, value] = cookie.split("=");
    await context.addCookies([{ name: name!, value: value!, url: server.url }]);
  }
  return await context.newPage();
}
