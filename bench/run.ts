// deno-lint-ignore-file no-console -- reports to the terminal
/** Measures the built server, and others beside it, over loopback: docs/PERFORMANCE.md. */
import { type Arguments, readArguments, USAGE } from "./arguments.ts";
import { findPeers, type Peers } from "./peers/find_peers.ts";
import { drawCharts } from "./report/charts.ts";
import { withFigures } from "./report/document.ts";
import type { Figure } from "./report/figure.ts";
import { describeMachine, machineText } from "./report/machine.ts";
import { Progress } from "./report/progress.ts";
import { formatTable } from "./report/table.ts";
import { acks } from "./scenarios/acks.ts";
import { fanOut } from "./scenarios/fan_out.ts";
import { growth } from "./scenarios/growth.ts";
import { history } from "./scenarios/history.ts";
import { idle } from "./scenarios/idle.ts";
import { instances } from "./scenarios/instances.ts";
import { LongHistory } from "./scenarios/long_history.ts";
import { pages } from "./scenarios/pages.ts";
import { rooms } from "./scenarios/rooms.ts";
import type { Context, Scenario } from "./scenarios/scenario.ts";
import { start } from "./scenarios/start.ts";
import { storms } from "./scenarios/storms.ts";

const SCENARIOS: Scenario[] = [
  start,
  pages,
  fanOut,
  acks,
  rooms,
  storms,
  history,
  idle,
  growth,
  instances,
];

const progress = new Progress();
const failures: string[] = [];
const figures: Figure[] = [];

if (Deno.build.os !== "linux") exitWith("The bench reads /proc and calls glibc: it needs Linux");
const args = read();
const chosen = SCENARIOS.filter(({ name, isExtra }) =>
  args.scenarios.length === 0 ? !isExtra : args.scenarios.includes(name)
);
const machine = describeMachine();
progress.note(machineText(machine));
await measureAll();
progress.end();
console.log(formatTable(figures));
for (const failure of failures) console.log(failure);
const report = { at: new Date().toISOString(), machine, arguments: args, figures };
if (args.json) await Deno.writeTextFile(args.json, `${JSON.stringify(report, null, 2)}\n`);
if (args.charts) await drawCharts(figures, args.charts);
if (args.document) {
  const text = withFigures(await Deno.readTextFile(args.document), figures, report);
  await Deno.writeTextFile(args.document, text);
}
Deno.exit(failures.length === 0 ? 0 : 1);

/** One scenario after the other; one that fails is told of and does not keep the others from their turn. */
async function measureAll(): Promise<void> {
  const tempDir = await Deno.makeTempDir({ prefix: "confab-bench-" });
  let peers: Promise<Peers> | null = null;
  let current = "";
  const tell = (text: string) => progress.tell(`${current}: ${text}`);
  await using history = new LongHistory(tell);
  const context: Context = {
    quick: args.quick,
    rounds: args.rounds,
    workers: args.workers,
    history,
    async peers() {
      if (!args.peers) return [];
      if (!peers) {
        tell("getting the peers");
        peers = findPeers(tempDir);
        for (const line of (await peers).skipped) progress.note(`Skipped: ${line}`);
      }
      return (await peers).peers;
    },
    report: (figure) => figures.push({ scenario: current, ...figure }),
    progress: tell,
  };
  for (const scenario of chosen) {
    current = scenario.name;
    try {
      await scenario.run(context);
    } catch (error) {
      failures.push(`Failed: ${scenario.name}: ${(error as Error).message}`);
    }
  }
  await Deno.remove(tempDir, { recursive: true });
}

function read(): Arguments {
  try {
    const args = readArguments(Deno.args);
    const unknown = args.scenarios.find((name) => !SCENARIOS.some((one) => one.name === name));
    if (unknown) throw new RangeError(`There is no scenario "${unknown}"`);
    return args;
  } catch (error) {
    exitWith(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function exitWith(message: string): never {
  console.error(message);
  Deno.exit(2);
}
