import { delay } from "../../faults/waiting.ts";
import type { Attack } from "../attack.ts";
import { nowMs } from "../felt.ts";

/** Below what either side may have open on most machines. */
const UPGRADES = 15_000;
const SHORT = 400;
/** How many come in each slice of time: 3,000 a second. */
const IN_SLICE = 75;
const SLICE_MS = 25;
const FOR_MS = 5_000;
/** How long the last ones may be on their way, in milliseconds. */
const ARRIVED_MS = 50;
/** Most sockets of one address that may come in before somebody else who came right after them. */
const MOST_BEFORE = 100;

/** Upgrades in such numbers that whoever comes after them stands in line behind all of them. */
export const waitingUpgrades: Attack = {
  name: "waiting-upgrades",
  what: "15,000 sockets ask for an upgrade within five seconds and wait",
  toBe: "the queue is bounded, and takes turns by network",
  mostArrivalMs: 1_000,
  async run(arena) {
    const count = arena.size(UPGRADES, SHORT);
    let taken = 0;
    const before = await arena.attacking(async () => {
      const startMs = nowMs();
      for (let asked = 0; asked < count; asked++) {
        arena.socket({
          onAnswer(status) {
            if (status === 101) taken += 1;
          },
        });
        if (asked % IN_SLICE === 0) {
          await delay(Math.max(0, startMs + asked / IN_SLICE * SLICE_MS - nowMs()));
        }
      }
      await delay(ARRIVED_MS);
      const startedAfter = taken;
      const other = await arena.open({ from: "127.0.3.1" });
      const before = other.status === 101 ? taken - startedAfter : Infinity;
      await delay(arena.size(FOR_MS, 0));
      return before;
    });
    return {
      seen: `${taken.toLocaleString("en")} came in, ` +
        `${before.toLocaleString("en")} of them before somebody else who came later`,
      holds: before <= MOST_BEFORE,
    };
  },
};
