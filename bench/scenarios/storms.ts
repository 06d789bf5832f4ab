import { Load } from "../load/load.ts";
import type { ProbeResult } from "../load/jobs/probe.ts";
import { now } from "../load/libc.ts";
import { percentile } from "../report/percentile.ts";
import { startConfab } from "./confab.ts";
import { dataWithRooms, writeHistory } from "./data.ts";
import { delay, type Scenario } from "./scenario.ts";

const HISTORY = 10_000;
const PROBE_EVERY_MS = 10;
const MOST_STALL_MS = 100;

/** Very many people who come at once to one room, and again after all of them were cut off; how long that takes,
 *  and what people in another room notice of it. */
export const storms: Scenario = {
  name: "storms",
  async run(context) {
    const clients = context.quick ? 500 : 2_000;
    const joinOverMs = context.quick ? 1_250 : 5_000;
    context.progress("writing the history");
    const { dataDir } = await dataWithRooms(1);
    await writeHistory(dataDir, HISTORY, () => {});
    await using server = await startConfab({ dataDir });
    const { port } = server;

    using probe = new Load("probe", { port, room: "r0", everyMs: PROBE_EVERY_MS });
    await probe.until("answers", 50);
    context.progress(`${clients} join within ${joinOverMs / 1_000} s`);
    const startedAt = now();
    using storm = new Load("storm", { port, room: "general", clients, joinOverMs });
    await storm.until("clients", clients);
    const joinedAt = now();
    await delay(1_000);
    context.progress(`${clients} are cut off and come back`);
    const cutAt = now();
    storm.board.phase = "measure";
    await storm.until("clients", clients * 2);
    const backAt = now();
    await delay(500);
    const [waits] = await storm.stop();
    const [felt] = await probe.stop();
    await Deno.remove(dataDir, { recursive: true });

    const cases = [
      { name: "join storm", waits: waits!.joinMs, from: startedAt, to: joinedAt },
      { name: "reconnect storm", waits: waits!.rejoinMs, from: cutAt, to: backAt },
    ];
    for (const { name, waits, from, to } of cases) {
      const about = { case: `${name}, ${clients} clients`, who: "Confab, confab.v1" };
      context.report({
        ...about,
        what: "in the room, p50",
        value: percentile(waits, 0.5),
        unit: "ms",
      });
      context.report({
        ...about,
        what: "in the room, p99",
        value: percentile(waits, 0.99),
        unit: "ms",
      });
      context.report({
        ...about,
        what: "all in the room",
        value: percentile(waits, 1),
        unit: "ms",
      });
      context.report({
        ...about,
        what: "longest ack in another room",
        value: longest(felt!, from, to),
        unit: "ms",
        target: { most: MOST_STALL_MS },
      });
    }
  },
};

/** The longest ack of a message that was due within a time. */
function longest({ dueAt, ackMs }: ProbeResult, from: number, to: number): number {
  return percentile(ackMs.filter((_, i) => dueAt[i]! >= from && dueAt[i]! <= to), 1);
}
