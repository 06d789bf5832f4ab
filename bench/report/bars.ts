import { numberText } from "./number_text.ts";
import { coordinate, svgFile, text } from "./svg.ts";

export interface BarChart {
  title: string;
  unit: string;
  groups: { label: string; bars: { label: string; value: number }[] }[];
}

const WIDTH = 760;
const LABEL_WIDTH = 150;
const VALUE_WIDTH = 90;
const BAR = 16;
const GAP = 6;
const GROUP_GAP = 34;

/** Horizontal bars in groups, each group on a scale of its own. What is ours stands out. */
export function drawBars({ title, unit, groups }: BarChart): string {
  const content = [text(0, 16, title, { kind: "title" })];
  let y = 30;
  for (const { label, bars } of groups) {
    y += GROUP_GAP - 10;
    content.push(text(0, y, label, { kind: "quiet" }));
    y += 10;
    const most = Math.max(...bars.map(({ value }) => value));
    for (const { label, value } of bars) {
      const length = value / most * (WIDTH - LABEL_WIDTH - VALUE_WIDTH);
      const kind = label.startsWith("Confab") ? "own" : "other";
      content.push(
        text(LABEL_WIDTH - 8, y + BAR - 4, label, { anchor: "end" }),
        `<rect class="${kind}" x="${LABEL_WIDTH}" y="${y}" width="${
          coordinate(length)
        }" height="${BAR}" rx="2"/>`,
        text(LABEL_WIDTH + length + 6, y + BAR - 4, `${numberText(value)} ${unit}`, {
          kind: "quiet",
        }),
      );
      y += BAR + GAP;
    }
  }
  return svgFile({ width: WIDTH, height: y + 4, title }, content);
}
