import { assert, assertEquals } from "@std/assert";
import { oldestDenoPath } from "../support/oldest_deno_path.ts";
import { PostgresServer } from "../support/postgres_server.ts";
import { runPlatform } from "./deploy/run_platform.ts";

/** What Deno Deploy does, in short. `deno task faults --deploy` goes on for as long as one likes. */

Deno.test({
  name:
    "on a platform that starts, evicts and loses instances as it likes nothing is lost, doubled or reordered",
  ignore: !PostgresServer.isInstalled,
  async fn() {
    const deno = await oldestDenoPath() ?? Deno.execPath();
    const run = { seed: 7, times: 3, pauseMs: 100, deno, count: 2 };
    const { strikes, verdict, complaints } = await runPlatform(run);
    assertEquals(verdict.findings, []);
    assertEquals(complaints, []);
    assertEquals(strikes.map(({ fault }) => fault).sort(), ["evict", "lose", "scale"]);
    assert(verdict.posts.length > 0);
  },
});
