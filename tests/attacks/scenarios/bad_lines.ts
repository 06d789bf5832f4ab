import { cpuSeconds } from "../../../bench/process_usage.ts";
import { delay } from "../../faults/waiting.ts";
import type { Attack } from "../attack.ts";

/** As many as fit into a frame of 64 KiB. */
const LINES = 32_768;
const EVERY_MS = 100;
/** Most that one frame may cost the server, in milliseconds of CPU time, with its connection. */
const MOST_MS = 50;

/** One frame of as many bad lines as fit, ten a second, each on a socket of its own. */
export const badLines: Attack = {
  name: "bad-lines",
  what: "a frame of 32,768 bad lines, ten a second",
  toBe: "lines are read one at a time, until the connection ends",
  mostTimes: 2,
  async run(arena) {
    const frame = "x\n".repeat(LINES);
    const frames = arena.size(50, 10);
    const beforeS = cpuSeconds(arena.server.pid);
    await arena.attacking(async () => {
      const sent: Promise<void>[] = [];
      while (sent.length < frames) {
        sent.push(
          arena.open().then((socket) => {
            socket.send(frame);
            return socket.gone;
          }),
        );
        await delay(EVERY_MS);
      }
      await Promise.all(sent);
    });
    const costMs = (cpuSeconds(arena.server.pid) - beforeS) * 1_000 / frames;
    return {
      seen: `${Math.round(costMs)} ms of CPU time each`,
      holds: costMs <= MOST_MS,
    };
  },
};
