import { delay } from "../../faults/waiting.ts";
import type { Attack } from "../attack.ts";

const UPGRADES = 20_000;
const SHORT = 400;
/** Most that may be made at once, so that neither side runs out of descriptors. */
const OPEN = 4_000;
const FOR_MS = 8_000;
/** How long the last ones may be on their way, in milliseconds. */
const ARRIVED_MS = 50;
/** Most sockets of one address that may come in before somebody else who came right after them. */
const MOST_BEFORE = 100;

/** Upgrades in such numbers that whoever comes after them stands in line behind all of them. */
export const waitingUpgrades: Attack = {
  name: "waiting-upgrades",
  what: "20,000 upgrades are asked for at once",
  toBe: "the queue is bounded, and takes turns by network",
  mostArrivalMs: 1_000,
  async run(arena) {
    const count = arena.size(UPGRADES, SHORT);
    let taken = 0;
    let before = 0;
    await arena.attacking(async () => {
      const open = new Set<unknown>();
      for (let asked = 0; asked < count; asked++) {
        const socket = arena.socket({
          onAnswer(status) {
            if (status === 101) taken += 1;
          },
        });
        open.add(socket);
        void socket.gone.then(() => open.delete(socket));
        if (asked % 64 === 63) await delay(0);
        while (open.size >= OPEN) {
          arena.hangUp();
          await delay(10);
        }
      }
      await delay(ARRIVED_MS);
      const other = await arena.open({ from: "127.0.3.1" });
      before = taken;
      if (other.status !== 101) before = Infinity;
      await delay(arena.size(FOR_MS, 0));
    });
    return {
      seen: `${before.toLocaleString("en")} were let in before somebody else who came after them`,
      holds: before <= MOST_BEFORE,
    };
  },
};
