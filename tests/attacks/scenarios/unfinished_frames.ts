import { delay, until } from "../../faults/waiting.ts";
import { frameHead } from "../../support/raw_socket.ts";
import type { Attack } from "../attack.ts";
import { nowMs } from "../felt.ts";

const MIB = 1024 * 1024;
/** Below what Deno takes for a frame, which is 64 MiB. */
const ANNOUNCED_BYTES = 60 * MIB;
const SENT_BYTES = 59 * MIB;
const SOCKETS = 30;
/** So that the server has the time to see how much it holds. */
const EVERY_MS = 200;
/** Longest that others may be kept out, in milliseconds, while the attacker's sockets are still there. */
const AGAIN_MS = 10_000;
/** Above this much the server takes no more sockets, in MB. */
const LIMIT_MB = 512;

/** Frames that are never finished: Deno keeps each in memory before anybody is asked. */
export const unfinishedFrames: Attack = {
  name: "unfinished-frames",
  what:
    `${SOCKETS} sockets with 59 MiB of an unfinished frame each, five a second, limit ${LIMIT_MB} MB`,
  toBe: "above the limit no more sockets are taken, and those that fill it are dropped",
  env: { MEMORY_LIMIT_MB: String(LIMIT_MB) },
  async run(arena) {
    const chunk = new Uint8Array(MIB);
    let taken = 0;
    await arena.attacking(async () => {
      for (let number = 0; number < SOCKETS; number++) {
        const socket = await arena.open();
        if (socket.status === 101) {
          taken += 1;
          socket.write(frameHead(ANNOUNCED_BYTES));
          for (let sent = 0; sent < SENT_BYTES; sent += MIB) socket.write(chunk);
        }
        await delay(EVERY_MS);
      }
    });
    const overMs = nowMs();
    const isOpenAgain = await until(AGAIN_MS, async () => {
      const other = await arena.open({ from: "127.0.3.1" });
      other.hangUp();
      return other.status === 101;
    });
    const again = isOpenAgain ? `after ${((nowMs() - overMs) / 1_000).toFixed(1)} s` : "not";
    return {
      seen: `${taken} of ${SOCKETS} sockets taken; others come in ${again}`,
      holds: taken <= SOCKETS / 2 && isOpenAgain,
    };
  },
};
