/** SQL that is prepared once for each connection that runs it. */
export interface Statement {
  /** Another one for each text. */
  readonly name: string;
  readonly text: string;
}

let statements = 0;

/** To be called once for each text, as a module is loaded. */
export function statement(text: string): Statement {
  statements += 1;
  return { name: `confab_${statements}`, text };
}
