/** One thing measured. */
export interface Figure {
  scenario: string;
  /** What was varied within the scenario, such as "500 clients × 20 senders"; empty when nothing was. */
  case: string;
  /** Who was measured: Confab in one of its dialects, or a peer. */
  who: string;
  what: string;
  value: number;
  unit: string;
  /** What the value should reach. */
  target?: Target;
}

export type Target = { least: number } | { most: number };

/** Whether the target is met; null when there is none. */
export function isMet({ value, target }: Figure): boolean | null {
  if (!target) return null;
  return "least" in target ? value >= target.least : value <= target.most;
}
