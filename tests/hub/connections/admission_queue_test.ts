import { assertEquals } from "@std/assert";
import { AdmissionQueue } from "../../../hub/connections/admission_queue.ts";
import { TestClock } from "../../support/test_clock.ts";

const PATIENCE_MS = 1_000;
const PAUSE_MS = 5;

/** An admission queue, and what became of whom: a prefix and a number each, as in "a3"; with "-" when sent away. */
function openQueue() {
  const clock = new TestClock();
  const queue = new AdmissionQueue(clock, PATIENCE_MS);
  const seen: string[] = [];
  return {
    seen,
    arrive(prefix: string, people: number, tryEnter = () => true): void {
      for (let i = 0; i < people; i++) {
        const who = `${prefix}${i}`;
        void queue.enter(prefix, tryEnter).then((entered) => seen.push(entered ? who : `-${who}`));
      }
    },
    /** Lets time pass; how many have come in or were sent away meanwhile. */
    async wait(ms: number): Promise<number> {
      const before = seen.length;
      clock.advance(ms);
      await new Promise((resolve) => setImmediate(resolve));
      return seen.length - before;
    },
  };
}

const people = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`);

Deno.test("a few come in at once, the others of an address in order, a few for each pause", async () => {
  const { seen, arrive, wait } = openQueue();
  arrive("a", 20);
  assertEquals([await wait(0), await wait(PAUSE_MS), await wait(PAUSE_MS)], [8, 8, 4]);
  assertEquals(seen, people("a", 20));
});

Deno.test("whoever comes alone never waits", async () => {
  const { arrive, wait } = openQueue();
  for (let i = 0; i < 3; i++) {
    arrive("a", 1);
    assertEquals([await wait(0), await wait(PAUSE_MS)], [1, 0]);
  }
});

Deno.test("somebody from another address comes in with the next few, however many of one wait", async () => {
  const { seen, arrive, wait } = openQueue();
  arrive("a", 2_000);
  await wait(0);
  arrive("b", 1);
  arrive("c", 1);
  await wait(PAUSE_MS);
  assertEquals(seen.length, 16);
  assertEquals(seen.filter((who) => !who.startsWith("a")), ["b0", "c0"]);
});

Deno.test("an address that may let nobody in for now holds nobody else up, and nothing of its own gets lost", async () => {
  const { seen, arrive, wait } = openQueue();
  let isFull = true;
  arrive("full", 20, () => !isFull);
  arrive("a", 20);
  for (let i = 0; i < 3; i++) await wait(PAUSE_MS);
  assertEquals(seen, people("a", 20));
  isFull = false;
  for (let i = 0; i < 3; i++) await wait(PAUSE_MS);
  assertEquals(seen.slice(20), people("full", 20));
});

Deno.test("nobody waits for longer than the patience, and a queue with nobody in it keeps no timer", async () => {
  const { seen, arrive, wait } = openQueue();
  arrive("a", 3, () => false);
  await wait(PATIENCE_MS - PAUSE_MS);
  assertEquals(seen, []);
  arrive("a", 1, () => false);
  await wait(PAUSE_MS);
  assertEquals(seen, ["-a0", "-a1", "-a2"]);
  await wait(PATIENCE_MS);
  assertEquals(seen, ["-a0", "-a1", "-a2", "-a0"]);
});

Deno.test("many addresses that may let nobody in cost a pause no more than a few, and all get their turn", async () => {
  const { seen, arrive, wait } = openQueue();
  let asked = 0;
  const addresses = 1_000;
  for (let i = 0; i < addresses; i++) {
    arrive(`full${i}-`, 1, () => {
      asked += 1;
      return false;
    });
  }
  asked = 0;
  await wait(PAUSE_MS);
  assertEquals(asked, 64);
  arrive("a", 20);
  await wait(PAUSE_MS * Math.ceil(addresses / 64) * 2);
  assertEquals(seen.slice(0, 8), people("a", 8));
});
