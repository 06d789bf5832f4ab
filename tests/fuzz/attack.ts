import fc from "fast-check";
import { delay } from "../faults/waiting.ts";
import type { Target } from "./target.ts";

/** One kind of attack. */
export interface Attack<Case> {
  arbitrary: fc.Arbitrary<Case>;
  /** Does it, and says what was answered: statuses and codes.
   *  @throws Finding */
  run(one: Case, target: Target): Promise<string[]>;
}

/** What came of one kind. */
export class Tally {
  cases = 0;
  readonly answers = new Map<string, number>();

  add(answers: string[]): void {
    this.cases += 1;
    for (const answer of answers) this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
  }
}

/** How many cases are on their way at a time. */
const AT_ONCE = 12;
/** Longest the cases of one round may take, with making a failing one smaller, in milliseconds. */
const ROUND_MS = 120_000;
/** How long a line of the log may be on its way here, in milliseconds: later it counts for the next cases. */
const LOG_MS = 5;
/** Most of a counterexample that is kept, in characters. */
const SHOWN_CHARACTERS = 4_000;

export interface RoundOptions {
  target: Target;
  tally: Tally;
  seed: number;
  /** A place in the cases of that seed, to come back to one alone. */
  path?: string;
  /** How many times cases are sent, several side by side. */
  times: number;
}

/** The smallest cases that made a finding. */
export interface Failure {
  error: unknown;
  path: string | null;
  example: string;
}

/** An attack, to be made with the cases of one seed: whatever is sent side by side, no case makes a finding, nor
 *  does the log. Null when it held. */
export function rounds<Case>(
  { arbitrary, run }: Attack<Case>,
): (options: RoundOptions) => Promise<Failure | null> {
  const cases = fc.array(arbitrary, { minLength: 1, maxLength: AT_ONCE, size: "max" });
  return async ({ target, tally, seed, path, times }) => {
    const property = fc.asyncProperty(cases, async (cases) => {
      const outcomes = await Promise.allSettled(cases.map((one) => run(one, target)));
      await delay(LOG_MS);
      // What the log has to say to a failure must not be there for the next cases.
      const trouble = target.logTrouble();
      for (const outcome of outcomes) {
        if (outcome.status === "fulfilled") tally.add(outcome.value);
        else throw outcome.reason;
      }
      if (trouble) throw trouble;
    });
    const limits = { numRuns: times, interruptAfterTimeLimit: ROUND_MS };
    const { failed, errorInstance, counterexample, counterexamplePath } = await fc.check(
      property,
      { seed, path, ...limits },
    );
    if (!failed) return null;
    const example = fc.stringify(counterexample).slice(0, SHOWN_CHARACTERS);
    return { error: errorInstance, path: counterexamplePath, example };
  };
}
