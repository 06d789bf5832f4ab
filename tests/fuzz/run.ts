// deno-lint-ignore-file no-console -- reports to the terminal
import { parseArgs } from "node:util";
import { count } from "../faults/table.ts";
import { ALL_KINDS, type Kind, memoryGrew, runCampaign } from "./campaign.ts";
import { answerLines, campaignTable } from "./report.ts";
import { buildApp } from "../support/build_app.ts";

/** `deno task fuzz`: sends a real server everything that nobody should send. Ends with code 1 when it did something
 *  that it must never do, and says how to see it again. */

const USAGE = `deno task fuzz [options]
  --seconds N   how long it goes on (60)
  --seed N      decides what is sent (1); each round takes the next
  --kind NAMES  of ${ALL_KINDS.join(", ")} (all)
  --path P      one case alone, as a finding names it; with its seed and kind`;

const options = readOptions();
console.error("Building …");
if (!await buildApp()) fail("the build failed");
let toldMs = 0;
const result = await runCampaign({
  ...options,
  onProgress({ round, seconds, result: { tallies, findings } }) {
    if (performance.now() - toldMs < 2_000) return;
    toldMs = performance.now();
    const cases = [...tallies.values()].reduce((sum, { cases }) => sum + cases, 0);
    const counts = `round ${round + 1}, ${count(cases)} cases, ${count(findings.length)} findings`;
    console.error(`${seconds.toFixed(0).padStart(4)} s  ${counts}`);
  },
});

console.log(`\nseeds ${options.seed} to ${options.seed + result.rounds - 1}\n`);
console.log(`${campaignTable(result)}\n`);
for (const line of answerLines(result)) console.log(line);
const { warmMb, endMb } = result.memory;
if (!Number.isNaN(endMb)) {
  const ratio = (endMb / warmMb).toFixed(2);
  console.log(`memory: ${warmMb} MB once warm, ${endMb} MB in the end (× ${ratio})`);
}
for (const { kind, what, seed, path, example } of result.findings) {
  console.log(`\n${kind}: ${what}\n${example}`);
  const place = path === null ? "" : ` --path ${path}`;
  console.log(`again: deno task fuzz --kind ${kind} --seed ${seed}${place}`);
}
if (memoryGrew(result)) fail("memory grows, or there is too much of it: see above");
if (result.findings.length > 0) fail(`${count(result.findings.length)} findings: see above`);

function readOptions() {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string", default: "60" },
      seed: { type: "string", default: "1" },
      kind: { type: "string", default: ALL_KINDS.join(",") },
      path: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    Deno.exit(0);
  }
  const kinds = values.kind.split(",") as Kind[];
  const stranger = kinds.find((kind) => !ALL_KINDS.includes(kind));
  if (stranger !== undefined) fail(`there is no "${stranger}"\n${USAGE}`);
  const { path } = values;
  const rounds = path === undefined ? undefined : 1;
  return { kinds, path, rounds, seconds: Number(values.seconds), seed: Number(values.seed) };
}

function fail(why: string): never {
  console.error(`fuzz: ${why}`);
  Deno.exit(1);
}
