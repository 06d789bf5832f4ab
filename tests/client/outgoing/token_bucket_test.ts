import { assertEquals } from "@std/assert";
import { TokenBucket } from "../../../client/outgoing/token_bucket.ts";
import { TestClock } from "../../support/test_clock.ts";

Deno.test("a burst goes at once, then one message an interval, a little slower than allowed", () => {
  const clock = new TestClock();
  const tokenBucket = new TokenBucket(clock);
  tokenBucket.limit(3, 5);
  assertEquals([tokenBucket.take(), tokenBucket.take(), tokenBucket.take()], [0, 0, 0]);
  assertEquals(tokenBucket.take(), 210);
  clock.advance(209);
  assertEquals(tokenBucket.take() > 0, true);
  clock.advance(1);
  assertEquals([tokenBucket.take(), tokenBucket.take()], [0, 210]);
});

Deno.test("quiet time earns one burst, not more", () => {
  const clock = new TestClock();
  const tokenBucket = new TokenBucket(clock);
  tokenBucket.limit(2, 5);
  clock.advance(60_000);
  assertEquals([tokenBucket.take(), tokenBucket.take(), tokenBucket.take() > 0], [0, 0, true]);
});

Deno.test("hearing of the limit again, as on every reconnect, earns nothing", () => {
  const tokenBucket = new TokenBucket(new TestClock());
  tokenBucket.limit(1, 5);
  tokenBucket.take();
  tokenBucket.limit(1, 5);
  assertEquals(tokenBucket.take() > 0, true);
});

Deno.test("without a limit nothing waits", () => {
  const tokenBucket = new TokenBucket(new TestClock());
  tokenBucket.limit(1, 5);
  tokenBucket.limit(1, 0);
  assertEquals(
    Array.from({ length: 100 }, () => tokenBucket.take()).every((wait) => wait === 0),
    true,
  );
});
