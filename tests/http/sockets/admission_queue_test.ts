import { assertEquals } from "@std/assert";
import { AdmissionQueue } from "../../../http/sockets/admission_queue.ts";

/** A admissionQueue whose pauses the test ends, and who has come in. */
function openDoorway() {
  const pauses: (() => void)[] = [];
  const inside: number[] = [];
  const admissionQueue = new AdmissionQueue((callback) => pauses.push(callback));
  let count = 0;
  return {
    inside,
    arrive(people: number): void {
      for (let i = 0; i < people; i++) {
        const number = count++;
        void admissionQueue.enter().then(() => inside.push(number));
      }
    },
    /** Ends the pause; whether there was one. */
    async pass(): Promise<boolean> {
      const end = pauses.shift();
      end?.();
      await new Promise((resolve) => setImmediate(resolve));
      return end !== undefined;
    },
  };
}

Deno.test("a few come in at once, the others in turn and in order, a few for each pause", async () => {
  const { inside, arrive, pass } = openDoorway();
  arrive(20);
  await Promise.resolve();
  assertEquals(inside.length, 8);
  await pass();
  assertEquals(inside.length, 16);
  arrive(2);
  await pass();
  assertEquals(inside, Array.from({ length: 22 }, (_, i) => i));
});

Deno.test("whoever comes alone never waits, and an empty queue keeps no timer", async () => {
  const { inside, arrive, pass } = openDoorway();
  for (let i = 1; i <= 3; i++) {
    arrive(1);
    await Promise.resolve();
    assertEquals(inside.length, i);
    assertEquals([await pass(), await pass()], [true, false]);
  }
});

Deno.test("the system's timer is called as the function it is: as a method it throws on Deno 2.5", async () => {
  const { setTimeout } = globalThis;
  const calledOn: unknown[] = [];
  Object.assign(globalThis, {
    setTimeout(this: unknown) {
      calledOn.push(this);
    },
  });
  try {
    await new AdmissionQueue().enter();
  } finally {
    Object.assign(globalThis, { setTimeout });
  }
  assertEquals(calledOn, [undefined]);
});
