import { check } from "../checker.ts";
import type { Stage } from "../stage.ts";

/** One line of what a scenario showed. */
export interface Outcome {
  /** What must hold, in a few words. */
  what: string;
  /** What was seen. */
  seen: string;
  /** Whether that is as promised; null for what is only told. */
  holds: boolean | null;
}

export interface ScenarioOptions {
  seed: number;
  /** Called with what is under way. */
  onProgress?: (step: string) => void;
}

export type Scenario = (options: ScenarioOptions) => Promise<Outcome[]>;

/** Ends the stage and compares everything its clients saw with its database, in the rooms they were in. */
export async function checkStage(stage: Stage): Promise<Outcome[]> {
  const inUse = new Set(stage.clients.map(({ room }) => room));
  const rooms = (await stage.finish()).filter(({ id }) => inUse.has(id));
  const { findings, posts } = check(stage.clients.map(({ history }) => history), rooms);
  const wrong = [...stage.complaints, ...findings.map(({ kind, what }) => `${kind}: ${what}`)];
  const acked = posts.filter(({ acks }) => acks.length > 0).length;
  return [{
    what: "nothing lost, doubled or reordered",
    seen: wrong.length === 0
      ? `${acked} acked of ${posts.length} sent, all right`
      : `${wrong.length} findings: ${wrong.slice(0, 3).join("; ")}`,
    holds: wrong.length === 0,
  }];
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

/** The value below which so large a share of them lies. */
export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
