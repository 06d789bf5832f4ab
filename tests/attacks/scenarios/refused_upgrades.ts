import { delay } from "../../faults/waiting.ts";
import type { Attack } from "../attack.ts";

/** As many as one address may have, which is more than it may have before it says who it is. */
const HELD = 2_000;
const REPEATING = 3_000;
const FOR_MS = 5_000;
/** How long those may take to come in who take up the places. */
const COME_MS = 3_000;

/** Sockets that are refused and ask again at once: who may come in stood in line behind them. */
export const refusedUpgrades: Attack = {
  name: "refused-upgrades",
  what: "3,000 sockets repeat a refused upgrade",
  toBe: "what is refused is refused before it queues",
  mostArrivalMs: 1_000,
  async run(arena) {
    for (let i = 0; i < HELD; i++) arena.socket();
    await delay(COME_MS);
    let isOver = false;
    let refused = 0;
    await arena.attacking(async () => {
      const repeat = async () => {
        while (!isOver) {
          const socket = arena.socket({
            onAnswer(status) {
              if (status === 101) return;
              refused += 1;
              if (!isOver) socket.upgrade();
            },
          });
          await socket.gone;
          await delay(10);
        }
      };
      const repeating = Array.from({ length: REPEATING }, repeat);
      await delay(FOR_MS);
      isOver = true;
      arena.hangUp();
      await Promise.all(repeating);
    });
    const perSecond = Math.round(refused / (FOR_MS / 1_000));
    return { seen: `${perSecond.toLocaleString("en")} refused a second`, holds: true };
  },
};
