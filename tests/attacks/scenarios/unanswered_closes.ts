import { delay } from "../../faults/waiting.ts";
import type { Attack } from "../attack.ts";
import { nowMs } from "../felt.ts";

/** Refused requests in a row after which a connection is closed. */
const STRIKES = 200;
const FOR_MS = 7_000;
/** How long it waits to be let in, in milliseconds. */
const PATIENCE_MS = 1_000;
/** Most sockets that one address may hold without saying who it is. */
const MOST_HELD = 100;

/** Earns a close and never answers it, again and again: the place was given back with the close, the socket not. */
export const unansweredCloses: Attack = {
  name: "unanswered-closes",
  what: "200 bad lines, then the close is never answered, again and again",
  toBe: "a place is given back when the TCP connection is gone; one address holds tens of sockets",
  async run(arena) {
    const badLines = Array(STRIKES).fill("{}").join("\n");
    let held = 0;
    let mostHeld = 0;
    const most = arena.size(Infinity, 300);
    let tries = 0;
    await arena.attacking(async () => {
      const deadline = nowMs() + arena.size(FOR_MS, FOR_MS / 2);
      await Promise.all(Array.from({ length: 32 }, async () => {
        while (nowMs() < deadline && tries < most) {
          tries += 1;
          const socket = arena.socket({ answersClose: false });
          await Promise.race([socket.answered, delay(PATIENCE_MS)]);
          if (socket.status !== 101) {
            socket.hangUp();
            await delay(10);
            continue;
          }
          held += 1;
          mostHeld = Math.max(mostHeld, held);
          void socket.gone.then(() => held -= 1);
          socket.send(badLines);
        }
      }));
    });
    return {
      seen: `${mostHeld.toLocaleString("en")} sockets held at once, of ` +
        `${tries.toLocaleString("en")} tries`,
      holds: mostHeld <= MOST_HELD,
    };
  },
};
