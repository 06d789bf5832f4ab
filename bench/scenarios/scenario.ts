import type { Subject } from "../peers/peer.ts";
import type { Figure, Target } from "../report/figure.ts";
import type { LongHistory } from "./long_history.ts";

/** One question to the server. */
export interface Scenario {
  /** As on the command line. */
  name: string;
  /** Whether it is measured only when it is named. */
  isExtra?: true;
  run(context: Context): Promise<void>;
}

/** What scenarios share. */
export interface Context {
  /** A look instead of a measurement: fewer cases, shorter. */
  quick: boolean;
  /** How often what is compared is measured; the best counts. */
  rounds: number;
  /** Threads of the load generator, where a scenario can use several. */
  workers: number;
  /** Other servers; found when first asked for. */
  peers(): Promise<Subject[]>;
  /** A data folder with a long history; written when first asked for. */
  history: LongHistory;
  /** A figure of the scenario. */
  report(figure: Omit<Figure, "scenario">): void;
  progress(text: string): void;
}

/** For a figure that something measures several of: all but what it is of. */
export type Measured = { what: string; value: number; unit: string; target?: Target };

/** Measures once in each round and gives the one that cost least: on a shared machine the others measured a
 *  neighbour, too. */
export async function bestRound<Result>(
  { rounds, progress }: Pick<Context, "rounds" | "progress">,
  what: string,
  measure: () => Promise<Result>,
  cost: (result: Result) => number,
): Promise<Result> {
  let best: Result | null = null;
  for (let round = 1; round <= rounds; round++) {
    progress(`${what}, round ${round} of ${rounds}`);
    const result = await measure();
    if (best === null || cost(result) < cost(best)) best = result;
  }
  return best!;
}

export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
