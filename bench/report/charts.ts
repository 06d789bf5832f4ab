import type { Figure } from "./figure.ts";
import { drawBars } from "./bars.ts";
import { drawCurves } from "./curves.ts";

/** Draws what was measured, as far as it was, into a folder. */
export async function drawCharts(figures: readonly Figure[], folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const charts = { "fan-out.svg": fanOut(figures), "growth.svg": growth(figures) };
  for (const [name, svg] of Object.entries(charts)) {
    if (svg !== null) await Deno.writeTextFile(`${folder}/${name}`, svg);
  }
}

/** Deliveries a second of everybody, one group of bars for each shape of the crowd. */
function fanOut(figures: readonly Figure[]): string | null {
  const shown = figures.filter((one) => one.scenario === "fan-out" && one.what === "deliveries");
  if (shown.length === 0) return null;
  return drawBars({
    title: "Messages delivered a second (clients × senders × in flight)",
    unit: "/s",
    groups: Map.groupBy(shown, (one) => one.case).entries()
      .map(([label, of]) => ({ label, bars: of.map(({ who, value }) => ({ label: who, value })) }))
      .toArray(),
  });
}

/** One curve for each thing that grew: deliveries a second over its size. */
function growth(figures: readonly Figure[]): string | null {
  const shown = figures.filter((one) => one.scenario === "growth" && one.what === "deliveries");
  const points = shown.map(({ case: name, value }) => {
    const [, size, what] = /^([\d,]+) (.+)$/.exec(name)!;
    return { what: what!, x: Number(size!.replaceAll(",", "")), y: value };
  });
  const curves = Map.groupBy(points, (point) => point.what).entries()
    .map(([label, points]) => ({ label, points }))
    .filter(({ points }) => points.length > 1).toArray();
  if (curves.length === 0) return null;
  return drawCurves({ title: "Messages delivered a second, as one thing grows", curves });
}
