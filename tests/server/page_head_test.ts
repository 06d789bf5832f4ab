import { assert, assertEquals, assertMatch } from "@std/assert";
import { sharedServer } from "../support/shared_server.ts";
import { PlainBrowser } from "./plain_browser.ts";

const shared = sharedServer();

Deno.test("every page has one stylesheet, and says what it is a page of", async () => {
  const browser = new PlainBrowser(shared().url);
  const join = await (await browser.get("/")).text();
  await browser.join("Ada");
  const paths = ["/rooms/general", "/rooms", "/account", "/account/settings", "/nope", "/login"];
  const others = await Promise.all(paths.map(async (path) => (await browser.get(path)).text()));
  for (const html of [join, ...others]) {
    assertEquals(html.match(/<link[^>]*rel="stylesheet"/g)?.length, 1);
    assertMatch(html, /<meta name="description" content="[^"]+"/);
  }
});

Deno.test("the font is asked for with the page under the address its face has, and kept for a year", async () => {
  const browser = new PlainBrowser(shared().url);
  const html = await (await browser.get("/")).text();
  const preload = /<link rel="preload" as="font"[^>]* href="([^"]+)"[^>]*>/.exec(html)!;
  assertMatch(preload[0], /crossorigin/);
  const path = preload[1]!;
  const [face] = html.match(/@font-face\{[^}]*\}/g)!;
  assert(face!.includes(`url(${path})`), face);
  assertMatch(face!, /font-display:optional/);
  const font = await browser.get(path);
  assertEquals([font.status, font.headers.get("Content-Type")], [200, "font/woff2"]);
  assertMatch(font.headers.get("Cache-Control")!, /max-age=31536000, immutable/);
  assertEquals((await font.bytes()).length < 30_000, true);
  assertMatch(await (await browser.get("/fonts/OFL.txt")).text(), /SIL Open Font License/i);
});
