import { assert, assertEquals } from "@std/assert";
import { WriteLock } from "../faults/database.ts";
import { ServerProcess } from "../support/server_process.ts";
import { PlainBrowser } from "./plain_browser.ts";

Deno.test("an outage of the storage is 503 to everybody and a line a second in the log, not one a request", async () => {
  await using server = await ServerProcess.start({ keepsLog: true });
  const browser = new PlainBrowser(server.url);
  await browser.join("Ada");
  {
    using _ = new WriteLock(`${server.dataDir}/confab.db`);
    const titles = Array.from({ length: 30 }, (_, i) => `Room ${i}`);
    const tries = await Promise.all(titles.map((title) => browser.post("/rooms", { title })));
    assertEquals(new Set(tries.map(({ status }) => status)), new Set([503]));
  }
  assertEquals((await browser.post("/rooms", { title: "After" })).status, 303);
  await server.stop();
  const log = (await server.log).trimEnd().split("\n");
  // One line for each session whose use could not be noted; there is one.
  const lines = log.filter((line) => !line.includes("the use of a session was not noted"));
  assert(log.length - lines.length <= 1, `${log.length - lines.length} lines of one session`);
  assert(lines.length <= 3, `${lines.length} lines`);
  for (const line of lines) {
    const { level, message, path } = JSON.parse(line);
    assertEquals([level, message, path], ["warn", "page failed", "/rooms"]);
  }
});
