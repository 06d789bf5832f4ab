import { percentile } from "../report/percentile.ts";
import { type ConfabOptions, startConfab } from "./confab.ts";
import type { Scenario } from "./scenario.ts";

const MOST_MS = 500;
const RUNS = 5;
const LONG = 1_000_000;

/** From starting the built server to its first page: with nothing cached, again, and with a long history. */
export const start: Scenario = {
  name: "start",
  async run(context) {
    const long = context.quick ? LONG / 10 : LONG;
    const dataDir = await context.history.folder(long);
    context.progress("cold");
    const cold = await median(async () => {
      await using cache = await emptyCodeCache();
      return await firstPage({ env: { DENO_DIR: cache.path } });
    });
    context.progress("warm");
    const warm = await median(() => firstPage());
    context.progress(`with ${long.toLocaleString("en")} messages`);
    const withHistory = await median(() => firstPage({ dataDir }));
    const cases = [
      ["first page, compiled code not cached", cold],
      ["first page", warm],
      [`first page, ${long.toLocaleString("en")} messages`, withHistory],
    ] as const;
    for (const [what, value] of cases) {
      const target = { most: MOST_MS };
      context.report({ case: "", who: "Confab", what, value, unit: "ms", target });
    }
  },
};

async function firstPage(options: ConfabOptions = {}): Promise<number> {
  const startedAt = performance.now();
  await using server = await startConfab(options);
  await (await fetch(server.url)).text();
  return performance.now() - startedAt;
}

async function median(measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let run = 0; run < RUNS; run++) values.push(await measure());
  return percentile(values, 0.5);
}

/** A folder for Deno's caches that has the packages, but nothing compiled. */
async function emptyCodeCache(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir({ prefix: "confab-bench-" });
  const info = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { denoDir } = JSON.parse(new TextDecoder().decode(info.stdout));
  await Deno.symlink(`${denoDir}/npm`, `${path}/npm`);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
