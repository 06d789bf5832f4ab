import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { RateLimit } from "../../../hub/connections/rate_limit.ts";

Deno.test("a burst passes, then the rate holds, each key by itself", () => {
  let now = 0;
  const rate = new RateLimit({ burst: 3, perSecond: 2, monotonic: () => now });
  assertEquals([1, 2, 3, 4].map(() => rate.take("a")), [0, 0, 0, 500]);
  assertEquals(rate.take("b"), 0);
  now = 499;
  assertEquals(rate.take("a"), 1);
  now = 500;
  assertEquals(rate.take("a"), 0);
  now = 60_000;
  assertEquals([1, 2, 3, 4].map(() => rate.take("a")), [0, 0, 0, 500]);
});

Deno.test("a rate of 0 lifts the limit", () => {
  const rate = new RateLimit({ burst: 1, perSecond: 0, monotonic: () => 0 });
  for (let i = 0; i < 1_000; i++) assertEquals(rate.take("a"), 0);
});

Deno.test("for every order of takes no key gets more than its burst and its rate", () => {
  const step = fc.record({ key: fc.nat(2_000), waitMs: fc.nat(50) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 3_000 }), (steps) => {
      let now = 0;
      const rate = new RateLimit({ burst: 2, perSecond: 10, monotonic: () => now });
      const taken = new Map<number, number>();
      for (const { key, waitMs } of steps) {
        now += waitMs;
        if (rate.take(String(key)) === 0) taken.set(key, (taken.get(key) ?? 0) + 1);
      }
      for (const count of taken.values()) assert(count <= 2 + now / 100 + 1e-6);
    }),
    { numRuns: 20 },
  );
});
