/** A number with three significant digits: "3.47 M", "12,300", "0.021". */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 999_500) return `${round(value / 1_000_000)} M`;
  if (size >= 1_000) return Math.round(Number(value.toPrecision(3))).toLocaleString("en");
  return round(value);
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
