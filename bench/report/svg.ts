/** Colours that read on white and on black; a page that shows the picture has no say in it. */
const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-size: 14px; font-weight: 600 }
.quiet { fill: #656d76 }
.own { fill: #0969da }
.other { fill: #afb8c1 }
.axis { stroke: #d0d7de; fill: none }
.curve { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .quiet { fill: #8d96a0 }
  .own { fill: #4493f8 }
  .other { fill: #57606a }
  .axis { stroke: #3d444d }
}`;

/** A whole SVG file around its content. */
export function svgFile(
  { width, height, title }: { width: number; height: number; title: string },
  content: string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeText(title)}</title>`,
    `<style>${STYLE}\n</style>`,
    ...content,
    "</svg>",
    "",
  ].join("\n");
}

export function text(
  x: number,
  y: number,
  content: string,
  { anchor = "start", kind = "" }: { anchor?: "start" | "middle" | "end"; kind?: string } = {},
): string {
  const attributes = kind ? ` class="${kind}"` : "";
  return `<text x="${coordinate(x)}" y="${coordinate(y)}" text-anchor="${anchor}"${attributes}>` +
    `${escapeText(content)}</text>`;
}

/** With one decimal at most. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escapeText(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
