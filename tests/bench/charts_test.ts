import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { drawBars } from "../../bench/report/bars.ts";
import { drawCurves } from "../../bench/report/curves.ts";

Deno.test("bars are as long as their values are to the longest of their group", () => {
  const bars = [{ label: "Confab", value: 400 }, { label: "a < b & c", value: 100 }];
  const svg = drawBars({ title: "T", unit: "/s", groups: [{ label: "G", bars }] });
  const widths = svg.matchAll(/<rect [^>]*width="([\d.]+)"/g).map((match) => Number(match[1]));
  assertEquals([...widths], [520, 130]);
  assertStringIncludes(svg, "a &lt; b &amp; c");
});

Deno.test("a curve takes equal steps for equal factors, and lies within its picture", () => {
  const points = [{ x: 1, y: 10 }, { x: 10, y: 1_000 }, { x: 100, y: 100_000 }];
  const svg = drawCurves({ title: "T", curves: [{ label: "C", points }] });
  const drawn = /polyline [^>]*points="([^"]+)"/.exec(svg)![1]!
    .split(" ").map((pair) => pair.split(",").map(Number));
  const [first, second, third] = drawn as [number[], number[], number[]];
  assertEquals(second[0]! - first[0]!, third[0]! - second[0]!);
  assertEquals(first[1]! - second[1]!, second[1]! - third[1]!);
  assert(first[1]! > third[1]!, "more is further up");
  assert(drawn.flat().every((coordinate) => coordinate >= 0 && coordinate <= 760));
});
