// deno-lint-ignore-file no-console -- reports to the terminal
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { describeMachine, machineText } from "../../bench/report/machine.ts";
import { putBetween } from "../../bench/report/put_between.ts";
import { buildApp } from "../support/build_app.ts";
import { ATTACKS } from "./all.ts";
import { measure, type Measured } from "./measure.ts";
import { attackTables } from "./report.ts";

/** `deno task attacks`: harms a real server in every way that was ever found, from one address without a login, and
 *  says what everybody else felt. Ends with code 1 when an attack still hurts. See docs/RELIABILITY.md. */

const USAGE = `deno task attacks [options]
  --scenario NAMES  of ${ATTACKS.map(({ name }) => name).join(", ")} (all)
  --server FOLDER   attack the server of another checkout, which must have been built
  --before FOLDER   attack that one first, and then this one, each time
  --short           outcomes alone, with small numbers
  --document FILE   put the tables into a Markdown file that has a place for them`;

/** Where the tables stand in a document. */
const PLACE: [string, string] = [
  "<!-- tables: written by deno task attacks -->",
  "<!-- end of tables -->",
];

const THIS = new URL("../..", import.meta.url);

if (Deno.build.os !== "linux") fail("it comes from many loopback addresses and reads /proc: Linux");
const options = readOptions();
if (options.servers.some(({ folder }) => folder.href === THIS.href)) {
  console.error("Building …");
  if (!await buildApp()) fail("the build failed");
}
const machine = describeMachine();
const rounds: Measured[][] = [];
for (const attack of options.attacks) {
  const round: Measured[] = [];
  for (const { name, folder } of options.servers) {
    console.error(`${attack.name}${name === "" ? "" : `, ${name}`} …`);
    const measured = await measure(attack, { folder, isShort: options.isShort });
    console.error(`  ${measured.holds ? "holds" : "DOES NOT HOLD"}: ${measured.seen}`);
    round.push(measured);
  }
  rounds.push(round);
}
const tables = [
  `${new Date().toISOString().slice(0, 10)}: ${machineText(machine)}`,
  attackTables(rounds, options.servers.map(({ name }) => name)),
].join("\n\n");
console.log(`\n${tables}\n`);
const { document } = options;
if (document) {
  const text = putBetween(await Deno.readTextFile(document), PLACE, tables);
  await Deno.writeTextFile(document, text);
}
// What a server was before may hurt; the last one may not.
const hurts = rounds.map((round) => round.at(-1)!).filter(({ holds }) => !holds);
if (hurts.length > 0) {
  fail(`these attacks hurt: ${hurts.map(({ attack }) => attack.name).join(", ")}`);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      scenario: { type: "string" },
      server: { type: "string" },
      before: { type: "string" },
      short: { type: "boolean", default: false },
      document: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    Deno.exit(0);
  }
  const names = values.scenario?.split(",") ?? ATTACKS.map(({ name }) => name);
  const stranger = names.find((name) => !ATTACKS.some((attack) => attack.name === name));
  if (stranger !== undefined) fail(`there is no "${stranger}"\n${USAGE}`);
  const folder = values.server === undefined ? THIS : folderUrl(values.server);
  return {
    attacks: ATTACKS.filter(({ name }) => names.includes(name)),
    servers: values.before === undefined
      ? [{ name: "", folder }]
      : [{ name: "before", folder: folderUrl(values.before) }, { name: "after", folder }],
    isShort: values.short,
    document: values.document,
  };
}

function folderUrl(path: string): URL {
  return pathToFileURL(`${path.replace(/\/+$/, "")}/`);
}

function fail(why: string): never {
  console.error(`attacks: ${why}`);
  Deno.exit(1);
}
