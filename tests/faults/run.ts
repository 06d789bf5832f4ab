// deno-lint-ignore-file no-console -- reports to the terminal
import { parseArgs } from "node:util";
import { PLATFORM_FAULTS } from "./deploy/platform_faults.ts";
import { runPlatform } from "./deploy/run_platform.ts";
import { draining } from "./instances/draining.ts";
import { instanceFaults, LONG } from "./instances/instance_faults.ts";
import { presence as instancePresence } from "./instances/presence.ts";
import { runInstances } from "./instances/run_instances.ts";
import { runMix, type RunOptions } from "./mix.ts";
import { type FaultName, FAULTS } from "./nemesis.ts";
import { clock } from "./scenarios/clock.ts";
import { flood } from "./scenarios/flood.ts";
import { joins } from "./scenarios/joins.ts";
import { lagging } from "./scenarios/lagging.ts";
import type { Outcome, Scenario } from "./scenarios/outcome.ts";
import { presence } from "./scenarios/presence.ts";
import { resume } from "./scenarios/resume.ts";
import { shutdown } from "./scenarios/shutdown.ts";
import { stalled } from "./scenarios/stalled.ts";
import { storage } from "./scenarios/storage.ts";
import { count, faultTable, outcomeTable } from "./table.ts";
import { buildApp } from "../support/build_app.ts";
import { oldestDenoPath } from "../support/oldest_deno_path.ts";

/** `deno task faults`: breaks a real server in every way, and says what was lost. See docs/RELIABILITY.md.
 *  Ends with code 1 when a promise did not hold. */

/** With several servers, on PostgreSQL. */
const INSTANCE_SCENARIOS: Record<string, Scenario> = { draining, presence: instancePresence };

const SCENARIOS: Record<string, Scenario> = {
  resume,
  joins,
  lagging,
  stalled,
  presence,
  shutdown,
  storage,
  clock,
  flood,
};

const USAGE = `deno task faults [options]
  --scenario NAMES  of ${["mix", ...Object.keys(SCENARIOS)].join(", ")}, or all (mix)
  --seconds N       how long the mix goes on (60)
  --times N         how many faults it makes, instead
  --faults NAMES    of ${Object.keys(FAULTS).join(", ")} (all)
  --seed N          chooses which come in which order (1)
  --instances N     so many servers on one PostgreSQL; the faults are then
                    ${Object.keys(instanceFaults(LONG)).join(", ")};
                    the scenarios mix, ${Object.keys(INSTANCE_SCENARIOS).join(", ")}
  --redis           they tell each other by Redis
  --deploy          instances as on Deno Deploy, on PostgreSQL; the faults are then
                    ${Object.keys(PLATFORM_FAULTS).join(", ")}
  --deno PATH       what runs those (2.5.0 where npx has it, else this Deno)`;

const oldestDeno = await oldestDenoPath();
const options = readOptions();
console.error("Building …");
if (!await buildApp()) fail("the build failed");
let holds = true;
for (const name of options.scenarios) {
  holds = (name === "mix" ? await mix() : await scenario(name)) && holds;
}
if (!holds) fail("a promise did not hold: see above");

async function mix(): Promise<boolean> {
  const { seed, seconds, times, faults, instances, withRedis, deno } = options;
  const run = {
    seed,
    seconds,
    times,
    onProgress({ seconds, struck, now, sent, acked }) {
      const counts = `${struck} faults, ${count(sent)} sent, ${count(acked)} acked`;
      console.error(`${seconds.toFixed(0).padStart(4)} s  ${counts}, now: ${now}`);
    },
  } satisfies RunOptions;
  const result = deno !== null
    ? await runPlatform({ ...run, deno, count: 2 })
    : instances === null
    ? await runMix({ ...run, faults: faults as FaultName[] })
    : await runInstances({ ...run, faults, count: instances, withRedis, durations: LONG });
  const { verdict: { findings, unackedButVisible }, complaints, skipped } = result;
  console.log(`\nmix, seed ${seed}\n\n${faultTable(result)}\n`);
  for (const line of skipped) console.log(`skipped ${line}`);
  console.log(`${unackedButVisible.length} stored though their sender never heard of it (allowed)`);
  for (const { kind, room, client, what } of findings.slice(0, 50)) {
    console.log(`${kind}: ${client ?? "database"}, room ${room}: ${what}`);
  }
  for (const complaint of complaints) console.log(complaint);
  console.log(`${findings.length + complaints.length} findings`);
  return findings.length + complaints.length === 0;
}

async function scenario(name: string): Promise<boolean> {
  let told = "";
  let toldMs = 0;
  const outcomes: Outcome[] = await options.known[name]!({
    seed: options.seed,
    onProgress(step) {
      const isCounting = step.replace(/\d+/, "") === told.replace(/\d+/, "");
      if (isCounting && performance.now() - toldMs < 1_000) return;
      told = step;
      toldMs = performance.now();
      console.error(`${name}: ${step}`);
    },
  });
  console.log(`\n${name}, seed ${options.seed}\n\n${outcomeTable(outcomes)}\n`);
  return outcomes.every(({ holds }) => holds !== false);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      scenario: { type: "string", default: "mix" },
      seconds: { type: "string" },
      times: { type: "string" },
      faults: { type: "string" },
      instances: { type: "string" },
      redis: { type: "boolean", default: false },
      deploy: { type: "boolean", default: false },
      deno: { type: "string" },
      seed: { type: "string", default: "1" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    Deno.exit(0);
  }
  const instances = values.instances === undefined ? null : Number(values.instances);
  const known = instances === null ? SCENARIOS : INSTANCE_SCENARIOS;
  const all = ["mix", ...Object.keys(known)];
  const scenarios = values.scenario === "all" ? all : values.scenario.split(",");
  const allFaults = Object.keys(instances === null ? FAULTS : instanceFaults(LONG));
  const faults = values.faults?.split(",") ?? allFaults;
  const stranger = scenarios.find((name) => !all.includes(name)) ??
    faults.find((name) => !allFaults.includes(name));
  if (stranger !== undefined) fail(`there is no "${stranger}"\n${USAGE}`);
  const times = values.times === undefined ? undefined : Number(values.times);
  return {
    scenarios,
    times,
    seconds: values.seconds ? Number(values.seconds) : times === undefined ? 60 : Infinity,
    faults,
    instances,
    withRedis: values.redis,
    deno: values.deploy ? values.deno ?? oldestDeno ?? Deno.execPath() : null,
    known,
    seed: Number(values.seed),
  };
}

function fail(why: string): never {
  console.error(`faults: ${why}`);
  Deno.exit(1);
}
