import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { withFigures } from "../../bench/report/document.ts";
import type { Figure } from "../../bench/report/figure.ts";

const run = {
  at: "2026-11-21T08:00:00.000Z",
  machine: { cpu: "CPU", cores: 2, memoryGib: 24, kernel: "6", deno: "2.9.6", loadBefore: 0 },
};
const figures: Figure[] = [
  { scenario: "acks", case: "1 sender", who: "Confab", what: "p50", value: 1, unit: "ms" },
  {
    scenario: "acks",
    case: "1 sender",
    who: "Confab",
    what: "p99",
    value: 12,
    unit: "ms",
    target: { most: 10 },
  },
];
const empty =
  "# Title\n\n<!-- figures: written by deno task bench -->\n<!-- end of figures -->\n\nAfter.\n";

Deno.test("new figures take the place of the old, and the rest of the document stays", () => {
  const once = withFigures(empty, figures, run);
  assertEquals(withFigures(once, figures, run), once);
  assertStringIncludes(once, "| 1 sender | Confab | 1 ms | 12 ms |");
  assertStringIncludes(once, "| acks     | Confab, 1 sender, p99 | 12 ms | ≤ 10   | **missed** |");
  assertEquals(once.startsWith("# Title\n\n") && once.endsWith("\n\nAfter.\n"), true);
});

Deno.test("a document without a place for figures is refused", () => {
  assertThrows(() => withFigures("# Title", figures, run), RangeError, "no lines");
});
