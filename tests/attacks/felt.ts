/** What the bystanders and their thread note, on the clock of `nowMs`. */
export interface Felt {
  posts: Wait[];
  /** People who come from an address of their own, until they are told `welcome`. */
  arrivals: Wait[];
  /** What the server holds in memory. */
  memory: { atMs: number; mb: number }[];
  /** How often a bystander's connection was ended. */
  cuts: number;
}

/** Something somebody waited for. */
export interface Wait {
  /** When it was due. */
  atMs: number;
  /** Infinity when it never came, or was refused. */
  tookMs: number;
}

/** Of a stretch of time. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** The same in every thread of this process. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

export function isWithin({ fromMs, toMs }: Span): (it: { atMs: number }) => boolean {
  return ({ atMs }) => atMs >= fromMs && atMs < toMs;
}
