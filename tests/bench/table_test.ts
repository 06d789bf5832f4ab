import { assertEquals } from "@std/assert";
import type { Figure } from "../../bench/report/figure.ts";
import { numberText } from "../../bench/report/number_text.ts";
import { formatTable } from "../../bench/report/table.ts";

const figure: Figure = {
  scenario: "acks",
  case: "1 sender",
  who: "Confab",
  what: "p50",
  value: 0.2468,
  unit: "ms",
};

Deno.test("numbers keep three digits that count", () => {
  assertEquals(
    [3_471_690, 999_400, 999_600, 12_345, 123.4, 7, 0.02468, 0].map(numberText),
    ["3.47 M", "999,000", "1 M", "12,300", "123", "7", "0.0247", "0"],
  );
  assertEquals(numberText(NaN), "–");
});

Deno.test("a table says once what several rows have in common, and which targets are met", () => {
  const table = formatTable([
    { ...figure, target: { most: 10 } },
    { ...figure, what: "p99", value: 12, target: { most: 10 } },
    { ...figure, who: "Go hub", target: { least: 0.1 } },
    { ...figure, scenario: "rooms" },
  ]);
  assertEquals(table.split("\n"), [
    "scenario  case      who     what     value  target",
    "────────  ────────  ──────  ────  ────────  ─────────────",
    "acks      1 sender  Confab  p50   0.247 ms  ≤ 10 ✓",
    "                            p99      12 ms  ≤ 10 ✗ missed",
    "                    Go hub  p50   0.247 ms  ≥ 0.1 ✓",
    "rooms     1 sender  Confab  p50   0.247 ms",
  ]);
});
