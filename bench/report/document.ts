import { type Figure, isMet } from "./figure.ts";
import type { Machine } from "./machine.ts";
import { numberText } from "./number_text.ts";
import { putBetween } from "./put_between.ts";

const BEGIN = "<!-- figures: written by deno task bench -->";
const END = "<!-- end of figures -->";

/** The same document with the figures of this run in the place of those it had.
 *  @throws RangeError when it has no place for them */
export function withFigures(
  document: string,
  figures: readonly Figure[],
  { machine, at }: { machine: Machine; at: string },
): string {
  const parts = [
    machineTable(machine, at),
    "### Targets",
    targets(figures),
    ...Map.groupBy(figures, (figure) => figure.scenario).entries()
      .flatMap(([scenario, of]) => [`### ${scenario}`, byCase(of)]),
  ];
  return putBetween(document, [BEGIN, END], parts.join("\n\n"));
}

function machineTable(machine: Machine, at: string): string {
  const { cpu, cores, memoryGib, kernel, deno, loadBefore } = machine;
  return markdownTable([
    ["measured on", "CPU", "memory", "Linux", "Deno", "load before"],
    [at.slice(0, 10), `${cores} × ${cpu}`, `${memoryGib} GiB`, kernel, deno, loadBefore.toFixed(2)],
  ]);
}

function targets(figures: readonly Figure[]): string {
  const rows = figures.filter((figure) => figure.target).map((figure) => {
    const { scenario, case: which, who, what, target } = figure;
    const wish = "least" in target!
      ? `≥ ${numberText(target.least)}`
      : `≤ ${numberText(target!.most)}`;
    const about = [who, which, what].filter((part) => part !== "").join(", ");
    return [scenario, about, valueText(figure), wish, isMet(figure) ? "met" : "**missed**"];
  });
  return markdownTable([["scenario", "what", "value", "target", ""], ...rows]);
}

/** A row for each case and who it was, a column for each thing measured of them. */
function byCase(figures: readonly Figure[]): string {
  const shown = figures.filter(({ unit }) => unit !== "×");
  const whats = [...new Set(shown.map(({ what }) => what))];
  const rows = Map.groupBy(shown, (figure) => `${figure.case}\n${figure.who}`).values()
    .map((of) => [
      of[0]!.case,
      of[0]!.who,
      ...whats.map((what) => {
        const figure = of.find((one) => one.what === what);
        return figure ? valueText(figure) : "";
      }),
    ]);
  return markdownTable([["case", "who", ...whats], ...rows]);
}

function valueText({ value, unit }: Figure): string {
  return `${numberText(value)} ${unit}`.trim();
}

/** As `deno fmt` writes it. */
function markdownTable(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]!.length))
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  const [head, ...body] = rows;
  return [line(head!), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join(
    "\n",
  );
}
