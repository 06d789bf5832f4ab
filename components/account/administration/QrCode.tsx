/** Rows of a QR code, true where it is dark. */
export type QrModules = boolean[][];

/** A QR code. Dark on light in every theme, since scanners want it so; with the margin they need around it. */
export function QrCode({ modules, label }: { modules: QrModules; label: string }) {
  const size = modules.length + 2 * QUIET_ZONE;
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect class="qr-back" width={size} height={size} />
      <path class="qr-front" d={darkRuns(modules)} shape-rendering="crispEdges" />
    </svg>
  );
}

/** Light modules around a code (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** One rectangle for each run of dark modules in a row. */
function darkRuns(modules: QrModules): string {
  const runs = modules.flatMap((row, y) => {
    const bits = row.map((dark) => dark ? "1" : "0").join("");
    return [...bits.matchAll(/1+/g)].map(({ index, 0: run }) =>
      `M${index + QUIET_ZONE} ${y + QUIET_ZONE}h${run.length}v1h-${run.length}z`
    );
  });
  return runs.join("");
}
