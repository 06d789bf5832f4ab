import { assertEquals, assertMatch } from "@std/assert";
import { launch } from "../support/browser.ts";
import { get } from "./fixture_app.ts";

Deno.test("islands are rendered over what the server sent, under the page's own policy", async () => {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      const response = await get(pathname + search, request);
      if (pathname !== "/") return response;
      const html = (await response.text()).replaceAll("<output>", "<output data-stale>");
      return new Response(html, response);
    },
  );
  await using browser = await launch();
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    const isFavicon = message.location().url.endsWith("/favicon.ico");
    if (message.type() === "error" && !isFavicon) problems.push(message.text());
  });
  await page.goto(`http://127.0.0.1:${server.addr.port}/?label=${encodeURIComponent("</script>")}`);
  const elements = () => page.$$eval("main > *", (all) => all.map((each) => each.textContent));
  assertEquals(await elements(), ["3 </script>", "0", "10 nested0"]);
  // An attribute that the component did not give goes.
  await page.locator("[data-stale]").first().waitFor({ state: "detached", timeout: 5_000 });

  const more = page.waitForResponse((response) => response.url().includes("/more.svg"));
  await page.locator("main > button").click();
  assertEquals(await elements(), ["4 </script>", "1", "", "10 nested1"]);
  // What is new at the end of an island is still in front of what marks its end.
  assertEquals(await page.$eval("main > img", (img) => img.nextSibling?.textContent), "");
  // The browser, too, knows the URL that may be cached for this build.
  assertMatch((await (await more).allHeaders())["cache-control"]!, /immutable/);

  // Both islands share one module, and with it the signal.
  await page.locator("aside button").click();
  assertEquals(await elements(), ["4 </script>", "2", "", "11 nested2"]);

  // The page as it was loaded is loaded again on the way back to it.
  await page.evaluate(() => history.pushState(null, "", "/elsewhere"));
  await page.evaluate(() => history.back());
  await page.locator("main > output", { hasText: /^0$/ }).waitFor({ timeout: 5_000 });
  assertEquals(problems, []);
});
