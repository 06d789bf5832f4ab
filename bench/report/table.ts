import { type Figure, isMet } from "./figure.ts";
import { numberText } from "./number_text.ts";

const HEADINGS = ["scenario", "case", "who", "what", "value", "target"];
/** Columns that say nothing new when they are as in the row above. */
const REPEATING = 3;
const RIGHT_ALIGNED = HEADINGS.indexOf("value");

/** All figures as one table for a terminal. */
export function formatTable(figures: readonly Figure[]): string {
  const rows = [HEADINGS, ...figures.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row, index) => {
    const above = index > 1 ? rows[index - 1]! : [];
    return row.map((cell, column) => {
      const repeats = column < REPEATING &&
        row.slice(0, column + 1).every((it, i) => it === above[i]);
      const text = repeats ? "" : cell;
      const width = widths[column]!;
      return column === RIGHT_ALIGNED ? text.padStart(width) : text.padEnd(width);
    }).join("  ").trimEnd();
  });
  lines.splice(1, 0, widths.map((width) => "─".repeat(width)).join("  "));
  return lines.join("\n");
}

function cells(figure: Figure): string[] {
  const { scenario, case: which, who, what, value, unit } = figure;
  return [scenario, which, who, what, `${numberText(value)} ${unit}`, targetText(figure)];
}

function targetText(figure: Figure): string {
  const { target } = figure;
  if (!target) return "";
  const wish = "least" in target ? `≥ ${numberText(target.least)}` : `≤ ${numberText(target.most)}`;
  return `${wish} ${isMet(figure) ? "✓" : "✗ missed"}`;
}
