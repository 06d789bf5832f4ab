import { delay } from "../../faults/waiting.ts";
import { frameHead } from "../../support/raw_socket.ts";
import type { Attack } from "../attack.ts";

const MIB = 1024 * 1024;
/** Below what Deno takes for a frame, which is 64 MiB. */
const ANNOUNCED_BYTES = 60 * MIB;
const SENT_BYTES = 59 * MIB;
const SOCKETS = 30;
/** So that the server has the time to see how much it holds. */
const EVERY_MS = 200;
/** Above this much the server takes no more sockets, in MB. */
const LIMIT_MB = 512;

/** Frames that are never finished: Deno keeps each in memory before anybody is asked. */
export const unfinishedFrames: Attack = {
  name: "unfinished-frames",
  what:
    `${SOCKETS} sockets with 59 MiB of an unfinished frame each, five a second, limit ${LIMIT_MB} MB`,
  toBe: "few newcomers; above the limit no more sockets are taken",
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
    return { seen: `${taken} of ${SOCKETS} sockets taken`, holds: taken <= SOCKETS / 2 };
  },
};
