import { ServerProcess } from "../tests/support/server_process.ts";
import { percentile } from "./percentile.ts";
import type { Figure } from "./figure.ts";

const RUNS = 5;

/** From starting the built server to its first page. */
export async function measureStart(): Promise<Figure[]> {
  const waits: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const startedAt = performance.now();
    await using server = await ServerProcess.start();
    await (await fetch(server.url)).text();
    waits.push(performance.now() - startedAt);
  }
  return [{ scenario: "start", what: "first page", value: percentile(waits, 0.5), unit: "ms" }];
}
