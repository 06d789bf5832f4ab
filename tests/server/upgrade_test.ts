import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { VERSION_1 } from "../store/sqlite/version_1.ts";
import { freePort } from "../support/free_port.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";

/** Makes the upgrade of each of the users take about as long as that of 200,000 messages. */
const SLOW = `
  CREATE VIEW slow AS
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
    SELECT count(*) AS n FROM n;
  CREATE TRIGGER slow_upgrade AFTER UPDATE ON users BEGIN SELECT n FROM slow; END;
`;

Deno.test("while an older database is brought up to date the log and whoever asks are told so", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "confab-upgrade-" });
  {
    using db = new DatabaseSync(`${dataDir}/confab.db`);
    db.exec(VERSION_1 + SLOW);
  }
  const port = freePort();
  const starting = ServerProcess.start({ dataDir, port, keepsLog: true });
  let isUp = false;
  void starting.then(() => isUp = true, () => isUp = true);
  const url = `http://127.0.0.1:${port}`;
  let page: Response | null = null;
  while (page === null && !isUp) page = await fetch(url).catch(() => null);
  assertEquals([page?.status, page?.headers.get("retry-after")], [503, "3"]);
  assertStringIncludes(await page!.text(), "being brought up to date");
  const health = await fetch(`${url}/health`);
  assertEquals([health.status, await health.json()], [503, { status: "upgrading" }]);

  await using server = await starting;
  const peer = await SocketPeer.connect(server.socketUrl, { name: "Program" });
  assertEquals((await peer.join()).messages!.length, 4);
  await peer.close();
  await server.stop();
  const lines = (await server.log).trim().split("\n").map((line) => JSON.parse(line));
  const steps = lines.map(({ message, schema, of }) => [message, schema, of]);
  const newest = lines[0].of;
  assert(newest >= 6);
  assertEquals(steps, [
    ...Array.from({ length: newest - 1 }, (_, i) => [
      "the database is being brought up to date",
      i + 1,
      newest,
    ]),
    ["the database is up to date", newest, newest],
  ]);
  await Deno.remove(dataDir, { recursive: true });
});
