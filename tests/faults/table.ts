import type { Post } from "./sends.ts";
import { COLUMNS, countColumn, type Finding } from "./findings.ts";
import type { MixResult } from "./mix.ts";
import type { Outcome } from "./scenarios/outcome.ts";

/** The result of a run with one line for each kind of fault and one for all. A message counts for the fault
 *  that struck last before it was sent, a finding for the one that struck last before it was seen. "again": written more than once, to be acknowledged once. */
export function faultTable({ strikes, verdict }: MixResult): string {
  const faultAt = (atMs: number | null) =>
    atMs === null ? null : strikes.findLast((strike) => strike.atMs <= atMs)?.fault ?? "none yet";
  const faults = [...new Set(strikes.map(({ fault }) => fault))].sort();
  const rows = [...faults, "none yet"].map((fault) => {
    const own = strikes.filter((strike) => strike.fault === fault);
    return row(fault, own.map(({ recoveryMs }) => recoveryMs), {
      posts: verdict.posts.filter(({ firstSentMs }) => faultAt(firstSentMs) === fault),
      findings: verdict.findings.filter(({ atMs }) => faultAt(atMs) === fault),
    });
  });
  const total = row("all", strikes.map(({ recoveryMs }) => recoveryMs), verdict);
  return alignedTable([
    ["fault", "times", "sent", "again", "acked", ...Object.keys(COLUMNS), "worst recovery"],
    ...rows,
    total,
  ]);
}

/** One line for each thing that a scenario showed. */
export function outcomeTable(outcomes: Outcome[]): string {
  return alignedTable([
    ["what must hold", "seen", "holds"],
    ...outcomes.map((
      { what, seen, holds },
    ) => [what, seen, holds === null ? "" : holds ? "yes" : "NO"]),
  ], { words: 3 });
}

/** As Markdown, with columns of one width: first words, then numbers. */
export function alignedTable([head, ...rows]: string[][], { words } = { words: 1 }): string {
  const widths = head!.map((_, i) => Math.max(...[head!, ...rows].map((row) => row[i]!.length)));
  const pad = (cell: string, i: number) =>
    i < words ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!);
  const line = (cells: string[]) => `| ${cells.map(pad).join(" | ")} |`;
  const rule = widths.map((width, i) =>
    i < words ? "-".repeat(width) : `${"-".repeat(width - 1)}:`
  );
  return [line(head!), line(rule), ...rows.map(line)].join("\n");
}

export function count(number: number): string {
  return number.toLocaleString("en");
}

function row(
  name: string,
  recoveriesMs: number[],
  { posts, findings }: { posts: Post[]; findings: Finding[] },
): string[] {
  const worst = recoveriesMs.length === 0
    ? ""
    : `${(Math.max(...recoveriesMs) / 1_000).toFixed(2)} s`;
  const columns = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
  return [
    name,
    count(recoveriesMs.length),
    count(posts.length),
    count(posts.filter(({ attempts }) => attempts > 1).length),
    count(posts.filter(({ acks }) => acks.length > 0).length),
    ...columns.map((column) => count(countColumn(findings, column))),
    worst,
  ];
}
