/** One thing measured. */
export interface Figure {
  scenario: string;
  what: string;
  value: number;
  unit: string;
}
