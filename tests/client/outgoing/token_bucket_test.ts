import { assertEquals } from "@std/assert";
import { Pace } from "../../../client/outgoing/token_bucket.ts";
import { TestClock } from "../../support/test_clock.ts";

Deno.test("a burst goes at once, then one message an interval, a little slower than allowed", () => {
  const clock = new TestClock();
  const pace = new Pace(clock);
  pace.limit(3, 5);
  assertEquals([pace.take(), pace.take(), pace.take()], [0, 0, 0]);
  assertEquals(pace.take(), 210);
  clock.advance(209);
  assertEquals(pace.take() > 0, true);
  clock.advance(1);
  assertEquals([pace.take(), pace.take()], [0, 210]);
});

Deno.test("quiet time earns one burst, not more", () => {
  const clock = new TestClock();
  const pace = new Pace(clock);
  pace.limit(2, 5);
  clock.advance(60_000);
  assertEquals([pace.take(), pace.take(), pace.take() > 0], [0, 0, true]);
});

Deno.test("hearing of the limit again, as on every reconnect, earns nothing", () => {
  const pace = new Pace(new TestClock());
  pace.limit(1, 5);
  pace.take();
  pace.limit(1, 5);
  assertEquals(pace.take() > 0, true);
});

Deno.test("without a limit nothing waits", () => {
  const pace = new Pace(new TestClock());
  pace.limit(1, 5);
  pace.limit(1, 0);
  assertEquals(Array.from({ length: 100 }, () => pace.take()).every((wait) => wait === 0), true);
});
