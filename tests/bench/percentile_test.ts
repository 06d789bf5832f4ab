import { assertEquals } from "@std/assert";
import { percentile } from "../../bench/report/percentile.ts";

const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);

Deno.test("a percentile is the smallest value that its share of all values does not exceed", () => {
  assertEquals(percentile(hundred, 0.5), 50);
  assertEquals(percentile(hundred, 0.99), 99);
  assertEquals(percentile(hundred, 0.999), 100);
  assertEquals(percentile(hundred, 1), 100);
});

Deno.test("a percentile of one value is that value, and of none no number", () => {
  assertEquals(percentile([7], 0.01), 7);
  assertEquals(percentile([], 0.5), NaN);
});

Deno.test("numbers are sorted as numbers, and the values given stay as they were", () => {
  const values = [10, 9, 100];
  assertEquals(percentile(values, 1), 100);
  assertEquals(values, [10, 9, 100]);
});
