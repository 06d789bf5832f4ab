import { assertEquals } from "@std/assert";
import { FakeClock } from "./fake_clock.ts";
import { runMix } from "./mix.ts";
import { SmallDisk } from "./small_disk.ts";
import type { FaultName } from "./nemesis.ts";
import { clock } from "./scenarios/clock.ts";
import { joins } from "./scenarios/joins.ts";
import { lagging } from "./scenarios/lagging.ts";
import type { Outcome } from "./scenarios/outcome.ts";
import { resetIsTold, resumeAfter } from "./scenarios/resume.ts";
import { inOrder, secondSignal } from "./scenarios/shutdown.ts";

/** The bench in short, on a real server. `deno task faults` goes on for as long as one likes, and breaks more. */
const SEED = 20;

/** What did not hold; empty when all did. */
function broken(outcomes: Outcome[]): string[] {
  return outcomes.filter(({ holds }) => holds === false).map(({ what, seen }) =>
    `${what}: ${seen}`
  );
}

Deno.test("under kills, stops, cuts and hanging lines nothing is lost, doubled or reordered", async () => {
  const faults: FaultName[] = ["kill", "term", "stop", "cut", "freeze"];
  const { strikes, verdict, complaints } = await runMix({
    seed: SEED,
    faults,
    times: 2 * faults.length,
    pauseMs: 100,
  });
  assertEquals(verdict.findings, []);
  assertEquals(complaints, []);
  assertEquals(strikes.map(({ fault }) => fault).sort(), [...faults, ...faults].sort());
});

Deno.test("resuming is complete after 1, 49, 50, 51 and 5,000 changes, and a lost log is told", async () => {
  assertEquals(broken(await resumeAfter([1, 49, 50, 51, 5_000], { seed: SEED })), []);
  assertEquals(broken([await resetIsTold(SEED)]), []);
});

Deno.test("a hundred joins in the middle of a flood miss nothing and double nothing", async () => {
  assertEquals(broken(await joins({ seed: SEED }, 100)), []);
});

Deno.test("a reader slower than its room is told what it misses, and catches up", async () => {
  assertEquals(broken(await lagging({ seed: SEED })), []);
});

Deno.test("a signal in the middle of a flood leaves no answer out, and tells everybody why it closes", async () => {
  assertEquals(broken(await inOrder(SEED, "SIGTERM")), []);
});

Deno.test("a second signal ends a server at once that waits for its storage", async () => {
  assertEquals(broken([await secondSignal(SEED)]), []);
});

Deno.test({
  name: "a disk that is full, and free again, under load loses, doubles and reorders nothing",
  ignore: !await SmallDisk.canMount(),
  async fn() {
    const { strikes, verdict, complaints } = await runMix({
      seed: SEED,
      faults: ["full"],
      times: 2,
      pauseMs: 100,
    });
    assertEquals([verdict.findings, complaints, strikes.length], [[], [], 2]);
  },
});

Deno.test({
  name:
    "the wall clock set an hour back and forward changes no order, drops nobody, breaks no retry",
  ignore: !FakeClock.isInstalled,
  fn: async () => assertEquals(broken(await clock({ seed: SEED })), []),
});
