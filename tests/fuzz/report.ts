import { alignedTable, count } from "../faults/table.ts";
import type { CampaignResult } from "./campaign.ts";

/** One line for each kind of attack, and one for all. */
export function campaignTable({ tallies, findings }: CampaignResult): string {
  const rows = [...tallies].map(([kind, { cases, answers }]) =>
    [
      kind as string,
      cases,
      [...answers.values()].reduce((sum, times) => sum + times, 0),
      findings.filter((found) => found.kind === kind).length,
    ] as const
  );
  const total = (column: 1 | 2 | 3) => rows.reduce((sum, row) => sum + row[column], 0);
  return alignedTable([
    ["kind", "cases", "answers", "findings"],
    ...[...rows, ["all", total(1), total(2), total(3)] as const].map((
      [kind, ...numbers],
    ) => [kind, ...numbers.map(count)]),
  ]);
}

/** For each kind, how often there was which answer, the most frequent first. */
export function answerLines({ tallies }: CampaignResult): string[] {
  return [...tallies].map(([kind, { answers }]) => {
    const counts = [...answers].sort(([, a], [, b]) => b - a)
      .map(([answer, times]) => `${answer} ${count(times)}`);
    return `${kind}: ${counts.join(", ")}`;
  });
}
