import { assertEquals } from "@std/assert";
import { FairQueue, type FairQueueOptions } from "../../../hub/connections/fair_queue.ts";

/** A queue whose ticks end when the test says so, and what has begun in it. */
function openQueue(options: FairQueueOptions = {}) {
  let atEnd: (() => void)[] = [];
  const queue = new FairQueue({ afterTick: (callback) => void atEnd.push(callback) }, options);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return {
    begun,
    ask(payer: string, name: string) {
      void queue.run(payer, () => {
        begun.push(name);
        return new Promise((resolve) => ends.set(name, resolve));
      });
    },
    async answer(name: string) {
      ends.get(name)!();
      await settle();
    },
    async tick() {
      await settle();
      const callbacks = atEnd;
      atEnd = [];
      for (const callback of callbacks) callback();
      await settle();
    },
  };
}

Deno.test("who asks when little is going on does not wait", async () => {
  const { ask, begun, tick } = openQueue();
  ask("a", "a1");
  assertEquals(begun, ["a1"]);
  await tick();
  ask("b", "b1");
  assertEquals(begun, ["a1", "b1"]);
});

Deno.test("a few begin in a tick, by turns between those who pay for them", async () => {
  const { ask, begun, tick } = openQueue();
  for (const name of ["a1", "a2", "a3", "a4", "a5", "a6"]) ask("a", name);
  ask("b", "b1");
  ask("c", "c1");
  assertEquals(begun, ["a1", "a2"]);
  await tick();
  assertEquals(begun.slice(2), ["a3", "b1"]);
  await tick();
  assertEquals(begun.slice(4), ["c1", "a4"]);
  await tick();
  await tick();
  assertEquals(begun.length, 8);
});

Deno.test("of one payer only so many are under way, and others go on meanwhile", async () => {
  const { ask, begun, answer, tick } = openQueue();
  const names = Array.from({ length: 10 }, (_, i) => `a${i}`);
  for (const name of names) ask("a", name);
  for (let i = 0; i < 10; i++) await tick();
  assertEquals(begun, names.slice(0, 8));
  ask("b", "b1");
  assertEquals(begun.at(-1), "b1");
  await answer("a0");
  await tick();
  assertEquals(begun.slice(9), ["a8"]);
  await answer("a1");
  await tick();
  assertEquals(begun.slice(10), ["a9"]);
});

Deno.test("altogether only so many are under way, and each that ends lets another one begin", async () => {
  const { ask, begun, answer, tick } = openQueue({ mostUnderWay: 3 });
  const names = Array.from({ length: 6 }, (_, i) => `person ${i}`);
  for (const name of names) ask(name, name);
  for (let i = 0; i < 6; i++) await tick();
  assertEquals(begun, names.slice(0, 3));
  await answer("person 1");
  await tick();
  assertEquals(begun.slice(3), ["person 3"]);
  for (let i = 0; i < 6; i++) await tick();
  assertEquals(begun.length, 4);
  await answer("person 0");
  await answer("person 2");
  await tick();
  assertEquals(begun.slice(4), ["person 4", "person 5"]);
});

Deno.test("a request that fails gives its turn back", async () => {
  const queue = new FairQueue({ afterTick: (callback) => void setImmediate(callback) });
  const failing = Array.from(
    { length: 20 },
    () => queue.run("a", () => Promise.reject(new Error("no"))),
  );
  const outcomes = await Promise.allSettled(failing);
  assertEquals(new Set(outcomes.map(({ status }) => status)), new Set(["rejected"]));
  let done = false;
  await queue.run("a", () => Promise.resolve(void (done = true)));
  assertEquals(done, true);
});
