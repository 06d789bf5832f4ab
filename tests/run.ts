// deno-lint-ignore-file no-console -- reports to the terminal
/** Builds the app, runs every test and ends with the line "N passed, N failed". Arguments go to `deno test`:
 *  `deno task test tests/hub` runs one folder. */

import { FakeClock } from "./faults/fake_clock.ts";
import { SmallDisk } from "./faults/small_disk.ts";
import { buildApp } from "./support/build_app.ts";
import { PostgresServer } from "./support/postgres_server.ts";
import { missingPrograms } from "./support/programs.ts";

const root = new URL("..", import.meta.url);

/** Most files whose tests run at once. One of them may have a browser and a few servers. */
const MOST_AT_ONCE = 4;
/** Files that run besides one for each core: most of them wait now and then. */
const MORE_THAN_CORES = 1;

if (!await buildApp()) {
  console.error("The build failed, so no test was run.");
  console.log("0 passed, 1 failed");
  Deno.exit(1);
}

const report = await Deno.makeTempFile({ suffix: ".xml" });
const where = Deno.args.length > 0 ? Deno.args : ["tests/"];
// One for all files that ask for a database of their own, unless DATABASE_URL names one.
const databaseUrl = Deno.env.get("DATABASE_URL") || undefined;
const postgres = databaseUrl === undefined && PostgresServer.isInstalled
  ? await PostgresServer.start()
  : null;
// Types are what `deno task check` checks.
const succeeded = await run([
  "test",
  "-A",
  "--no-check",
  "--parallel",
  "--junit-path",
  report,
  ...where,
]);
await postgres?.[Symbol.asyncDispose]();
const { passed, failed } = count(await Deno.readTextFile(report));
await Deno.remove(report);
const missing = [
  ...missingPrograms().map((program) => `${program}, which is not installed here`),
  ...(PostgresServer.isInstalled ? [] : [
    databaseUrl === undefined
      ? "PostgreSQL 15 or newer, which is not installed here"
      : "a PostgreSQL that can be stopped, which is not installed here",
  ]),
  ...(FakeClock.isInstalled ? [] : ["libfaketime, which is not installed here"]),
  ...(await SmallDisk.canMount()
    ? []
    : ["a disk of its own (tmpfs), which may not be mounted here"]),
];
for (const what of missing) console.log(`Skipped: what needs ${what}`);
// A module that cannot be loaded fails the run without being a test.
const failures = succeeded ? failed : Math.max(failed, 1);
console.log(`${passed} passed, ${failures} failed`);
Deno.exit(failures > 0 ? 1 : 0);

async function run(args: string[]): Promise<boolean> {
  const jobs = Math.min(navigator.hardwareConcurrency + MORE_THAN_CORES, MOST_AT_ONCE);
  const env = {
    DENO_JOBS: String(jobs),
    ...(postgres && { DATABASE_URL: postgres.url() }),
  };
  const { success } = await new Deno.Command(Deno.execPath(), { args, cwd: root, env }).spawn()
    .status;
  return success;
}

/** The totals of a JUnit report; all 0 when there is none. Steps of a test are not counted. */
function count(xml: string): { passed: number; failed: number } {
  const suites = [...xml.matchAll(/<testsuite [^>]*>/g)].map(([tag]) => ({
    tests: attribute(tag, "tests"),
    skipped: attribute(tag, "disabled"),
    failed: attribute(tag, "failures") + attribute(tag, "errors"),
  }));
  const failed = sum(suites.map((suite) => suite.failed));
  return {
    passed: sum(suites.map((suite) => suite.tests - suite.skipped)) - failed,
    failed,
  };
}

function attribute(tag: string, name: string): number {
  return Number(tag.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
