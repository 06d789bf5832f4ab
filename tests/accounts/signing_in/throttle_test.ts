import { assert, assertEquals } from "@std/assert";
import { ipPrefixOf } from "../../../accounts/ip_prefix.ts";
import { Throttle } from "../../../accounts/signing_in/throttle.ts";

function openThrottle() {
  const clock = { ms: 0 };
  const throttle = new Throttle({
    free: 3,
    firstDelayMs: 1_000,
    maxDelayMs: 10_000,
    monotonic: () => clock.ms,
  });
  return { throttle, clock };
}

Deno.test("each failure past the free ones doubles the wait, up to the longest", () => {
  const { throttle, clock } = openThrottle();
  const waits: number[] = [];
  for (let i = 0; i < 9; i++) {
    throttle.add("a");
    waits.push(throttle.waitOf("a"));
    clock.ms += throttle.waitOf("a");
    assertEquals(throttle.waitOf("a"), 0);
  }
  assertEquals(waits, [0, 0, 0, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  assertEquals(throttle.waitOf("b"), 0);
});

Deno.test("an hour without a failure is a new start", () => {
  const { throttle, clock } = openThrottle();
  for (let i = 0; i < 6; i++) throttle.add("a");
  clock.ms += 60 * 60_000;
  throttle.add("a");
  assertEquals(throttle.waitOf("a"), 0);
});

Deno.test("what is taken back was no failure", () => {
  const { throttle } = openThrottle();
  for (let i = 0; i < 100; i++) {
    throttle.add("a");
    throttle.takeBack("a");
  }
  assertEquals([throttle.waitOf("a"), throttle.size], [0, 0]);
});

Deno.test("100,000 addresses take no more memory than 50,000, and the busiest is not forgotten", () => {
  const { throttle } = openThrottle();
  for (let i = 0; i < 100_000; i++) {
    throttle.add(`10.0.${i >> 8}.${i & 255}`);
    if (i % 10_000 === 0) throttle.add("203.0.113.9");
  }
  assertEquals(throttle.size, 50_000);
  assert(throttle.waitOf("203.0.113.9") > 0);
});

Deno.test("an IPv6 address counts by its /64, an IPv4 address by itself in either form", () => {
  for (
    const [address, network] of [
      ["192.0.2.1", "192.0.2.1"],
      ["::ffff:192.0.2.1", "192.0.2.1"],
      ["2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64"],
      ["2001:DB8:0:1::9", "2001:db8:0:1::/64"],
      ["2001:db8::1", "2001:db8:0:0::/64"],
      ["fe80::1%eth0", "fe80:0:0:0::/64"],
      ["::1", "0:0:0:0::/64"],
      ["1::", "1:0:0:0::/64"],
      ["unknown", "unknown"],
    ] as const
  ) assertEquals(ipPrefixOf(address), network);
});
