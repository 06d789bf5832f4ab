import type { Arena } from "./arena.ts";

/** One way to harm everybody from one address without a login. */
export interface Attack {
  name: string;
  /** What the attacker does, for the table. */
  what: string;
  /** What should come of it. */
  toBe: string;
  /** Environment of the server, besides what it is by default. */
  env?: Record<string, string>;
  /** Most files the server may have open. */
  openFiles?: number;
  /** Told by outcome alone: nobody else waits for anything that could be measured. */
  isUntimed?: boolean;
  /** How many times as long as in calm 1 % of the bystanders' posts may take; no bound unless given. */
  mostTimes?: number;
  /** The longest that somebody may take to connect meanwhile, in milliseconds; no bound unless given. */
  mostArrivalMs?: number;
  run: (arena: Arena) => Promise<Outcome>;
}

export interface Outcome {
  /** In one phrase. */
  seen: string;
  /** Whether that is as it should be. */
  holds: boolean;
}
