import { assert, assertEquals } from "@std/assert";
import { browserTest } from "../support/browser.ts";
import { SocketPeer } from "../support/socket_peer.ts";

browserTest(
  "a block of code is copied by its button, which says so",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    const code = "const a = 1;\n\tif (a < 2) `b`;";
    await grace.say(`look:\n\`\`\`ts\n${code}\n\`\`\`\nwell?`);
    const { page, context } = await visitor("Ada");
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const button = page.getByRole("button", { name: "Copy the code" });
    const word = () => button.evaluate((it) => getComputedStyle(it, "::before").content);
    assertEquals(await word(), '"Copy"');
    await button.click();
    await page.locator("[data-copied]").waitFor();
    assertEquals(await word(), '"Copied"');
    assertEquals(await page.evaluate(() => navigator.clipboard.readText()), code);
    await grace.close();
  },
);

browserTest(
  "a long address shows how it begins and ends, leads where it says, and is copied whole",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    const address = `https://wiki.example/harbour/${"calls/".repeat(10)}minutes-of-the-call`;
    await grace.say(`see ${address} and say`);
    const { page, context } = await visitor("Ada");
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const link = page.getByRole("article").getByRole("link");
    assertEquals(await link.getAttribute("href"), address);
    const { width } = (await link.boundingBox())!;
    assertEquals(width < 420, true, `${width} px`);
    await page.locator(".message-text").evaluate((text) => {
      getSelection()!.selectAllChildren(text);
    });
    await page.keyboard.press("ControlOrMeta+C");
    assertEquals(
      await page.evaluate(() => navigator.clipboard.readText()),
      `see ${address} and say`,
    );
    await grace.close();
  },
);

browserTest("what can be done with a message never covers the Copy button of its code", async ({
  server,
  visitor,
}) => {
  const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
  await grace.say("look at this");
  await grace.say("```ts\nconst answer = 42;\n```");
  const { page } = await visitor("Ada", { width: 390 });
  const message = page.getByRole("article").filter({ hasText: "const answer" });
  await message.hover();
  const toolbar = (await message.locator(".message-actions").boundingBox())!;
  const copy = (await message.getByRole("button", { name: "Copy the code" }).boundingBox())!;
  assert(copy.x + copy.width <= toolbar.x, `${copy.x} + ${copy.width} reaches ${toolbar.x}`);
  await grace.close();
});
