/** What can be wrong with a run. */
export type FindingKind =
  /** Acknowledged, and not in the database as acknowledged. */
  | "lost"
  /** Left out of what a client was given, or of the room's versions. */
  | "hole"
  /** There twice: in the database, or live at one client. */
  | "doubled"
  /** In another order than it was sent, or than it was told to others. */
  | "reordered"
  /** Acknowledged with another seq than before, or than it has. */
  | "changed ack"
  /** There though nobody sent it, or told though it was never stored. */
  | "phantom"
  /** Two clients, or a client and the database, have different texts in one place. */
  | "diverged";

export interface Finding {
  kind: FindingKind;
  room: string;
  /** Who saw it; null when it is between the database and all. */
  client: string | null;
  /** When, on the run's clock; null when it can't be told. */
  atMs: number | null;
  /** What exactly, in a sentence for a person. */
  what: string;
}

/** The columns of a table of results, and what is counted under each. */
export const COLUMNS = {
  lost: ["lost", "hole"],
  doubled: ["doubled"],
  reordered: ["reordered", "changed ack", "diverged"],
  phantom: ["phantom"],
} as const satisfies Record<string, FindingKind[]>;

export function countColumn(findings: Finding[], column: keyof typeof COLUMNS): number {
  const kinds: readonly FindingKind[] = COLUMNS[column];
  return findings.filter(({ kind }) => kinds.includes(kind)).length;
}
