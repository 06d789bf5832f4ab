import { assertEquals } from "@std/assert";
import { PostgresServer } from "../support/postgres_server.ts";
import { RedisServer } from "../support/redis_server.ts";
import { draining } from "./instances/draining.ts";
import { SHORT } from "./instances/instance_faults.ts";
import { presence } from "./instances/presence.ts";
import { type InstancesRun, runInstances } from "./instances/run_instances.ts";
import type { Outcome } from "./scenarios/outcome.ts";

/** Several servers on one PostgreSQL, in short. `deno task faults --instances 3` goes on for as long as one likes. */

const SEED = 20;
const ignore = !PostgresServer.isInstalled;

function broken(outcomes: Outcome[]): string[] {
  return outcomes.filter(({ holds }) => holds === false).map(({ what, seen }) =>
    `${what}: ${seen}`
  );
}

async function assertHolds(
  faults: string[],
  options: Pick<InstancesRun, "count" | "withRedis">,
): Promise<void> {
  const { strikes, verdict, complaints } = await runInstances({
    seed: SEED,
    faults,
    times: faults.length,
    pauseMs: 100,
    durations: SHORT,
    ...options,
  });
  assertEquals(verdict.findings, []);
  assertEquals(complaints, []);
  assertEquals(strikes.map(({ fault }) => fault).sort(), faults.sort());
}

Deno.test({
  name:
    "of three servers one is killed, drained, cut off, behind, and stands still: nothing is lost, doubled or reordered",
  ignore,
  fn: () => {
    const faults = ["kill one", "drain one", "stop one", "one behind"];
    return assertHolds(faults, { count: 3 });
  },
});

Deno.test({
  name:
    "under two servers the database crashes, breaks its connections and loses notifications: nothing is lost",
  ignore,
  fn: () => {
    const faults = ["database down", "database cut", "notifications lost"];
    return assertHolds(faults, { count: 2 });
  },
});

Deno.test({
  name: "two servers that tell each other by Redis lose nothing with it",
  ignore: ignore || !RedisServer.isInstalled,
  fn: () =>
    assertHolds(["redis killed", "redis flushed", "kill one"], { count: 2, withRedis: true }),
});

Deno.test({
  name:
    "one server is restarted after the other while people write: all are soon somewhere else, nothing is lost",
  ignore,
  fn: async () => assertEquals(broken(await draining({ seed: SEED }, { movedMs: 15_000 })), []),
});

Deno.test({
  name:
    "who was on a server that was killed is gone within 15 s; on one that stood still they are back when it goes on",
  ignore,
  fn: async () => assertEquals(broken(await presence({ seed: SEED })), []),
});
