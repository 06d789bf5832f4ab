import { numberText } from "./number_text.ts";
import { coordinate, svgFile, text } from "./svg.ts";

export interface CurveChart {
  title: string;
  curves: { label: string; points: { x: number; y: number }[] }[];
}

const WIDTH = 760;
const HEIGHT = 340;
const LEFT = 60;
const RIGHT = 190;
const TOP = 36;
const BOTTOM = 30;
const COLOURS = ["#0969da", "#bf3989", "#1a7f37", "#9a6700", "#8250df"];

/** Curves over two axes that both grow by tens. */
export function drawCurves({ title, curves }: CurveChart): string {
  const points = curves.flatMap((curve) => curve.points);
  const across = decades(points.map(({ x }) => x));
  const up = decades(points.map(({ y }) => y));
  const x = (value: number) =>
    LEFT + (Math.log10(value) - across.first) / across.count * (WIDTH - LEFT - RIGHT);
  const y = (value: number) =>
    HEIGHT - BOTTOM - (Math.log10(value) - up.first) / up.count * (HEIGHT - TOP - BOTTOM);

  const content = [text(0, 16, title, { kind: "title" })];
  for (const decade of across.all) {
    content.push(
      line(x(decade), TOP, x(decade), HEIGHT - BOTTOM),
      text(x(decade), HEIGHT - 10, numberText(decade), { anchor: "middle", kind: "quiet" }),
    );
  }
  for (const decade of up.all) {
    content.push(
      line(LEFT, y(decade), WIDTH - RIGHT, y(decade)),
      text(LEFT - 8, y(decade) + 4, numberText(decade), { anchor: "end", kind: "quiet" }),
    );
  }
  curves.forEach(({ label, points }, i) => {
    const colour = COLOURS[i % COLOURS.length]!;
    const path = points.map((point) => `${coordinate(x(point.x))},${coordinate(y(point.y))}`);
    const labelY = TOP + 16 + i * 20;
    content.push(
      `<polyline class="curve" stroke="${colour}" points="${path.join(" ")}"/>`,
      `<rect x="${WIDTH - RIGHT + 16}" y="${labelY - 9}" width="10" height="10" fill="${colour}"/>`,
      text(WIDTH - RIGHT + 32, labelY, label),
    );
  });
  return svgFile({ width: WIDTH, height: HEIGHT, title }, content);
}

/** The powers of ten around some values. */
function decades(values: number[]): { first: number; count: number; all: number[] } {
  const first = Math.floor(Math.log10(Math.min(...values)));
  const count = Math.max(1, Math.ceil(Math.log10(Math.max(...values))) - first);
  return { first, count, all: Array.from({ length: count + 1 }, (_, i) => 10 ** (first + i)) };
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<path class="axis" d="M${coordinate(x1)} ${coordinate(y1)}L${coordinate(x2)} ${
    coordinate(y2)
  }"/>`;
}
