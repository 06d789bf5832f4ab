import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { BACKOFF_BASE_MS, BACKOFF_CAP_MS, backoffMs } from "../../../client/connection/backoff.ts";

Deno.test("a delay is anything from nothing to a ceiling that doubles up to the cap", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(fc.property(fc.nat(2_000), random, (failures, random) => {
    const delay = backoffMs(failures, random);
    const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** failures);
    assertEquals(Number.isInteger(delay) && delay >= 0 && delay < ceiling, true);
  }));
});

Deno.test("the whole range is used", () => {
  assertEquals(backoffMs(3, 0), 0);
  assertEquals(backoffMs(3, 0.9999), 3_999);
  assertEquals(backoffMs(40, 0.5), BACKOFF_CAP_MS / 2);
});
