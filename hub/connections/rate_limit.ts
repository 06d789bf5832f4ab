import { type WireError, wireError } from "../../protocol/errors.ts";

/** Limits by key: `burst` at once, then `perSecond`. A rate of 0 lifts the limit.
 *  Keeps one number a key: the time until which it has used up its share (the generic cell rate algorithm). */
export class RateLimit {
  /** What one take costs, in milliseconds; null without a limit. */
  readonly #costMs: number | null;
  /** How far ahead of now a key may have used up its share and still take once more, in milliseconds. */
  readonly #leewayMs: number;
  readonly #monotonic: () => number;
  readonly #usedUntil = new Map<string, number>();
  #pruneAt = 1_024;

  constructor(options: { burst: number; perSecond: number; monotonic: () => number }) {
    this.#costMs = options.perSecond === 0 ? null : 1_000 / options.perSecond;
    this.#leewayMs = (options.burst - 1) * (this.#costMs ?? 0);
    this.#monotonic = options.monotonic;
  }

  /** Takes one. 0 when there was one left, else milliseconds until there is; nothing is taken then. */
  take(key: string): number {
    if (this.#costMs === null) return 0;
    const now = this.#monotonic();
    const usedUntil = this.#usedUntilOf(key, now);
    const waitMs = usedUntil - now - this.#leewayMs;
    if (waitMs > 0) return Math.ceil(waitMs);
    this.#usedUntil.set(key, usedUntil + this.#costMs);
    if (this.#usedUntil.size > this.#pruneAt) this.#prune(now);
    return 0;
  }

  /** Takes one, or says why not.
   *  @param what there is too much of */
  refuse(key: string, what: string): WireError | null {
    return tooMany(what, this.take(key));
  }

  /** Says why one could not be taken; takes nothing.
   *  @param what there is too much of */
  check(key: string, what: string): WireError | null {
    if (this.#costMs === null) return null;
    const now = this.#monotonic();
    return tooMany(what, Math.ceil(this.#usedUntilOf(key, now) - now - this.#leewayMs));
  }

  #usedUntilOf(key: string, now: number): number {
    return Math.max(now, this.#usedUntil.get(key) ?? now);
  }

  /** A key with its whole share left needs no entry, so memory follows who is active. */
  #prune(now: number): void {
    for (const [key, usedUntil] of this.#usedUntil) {
      if (usedUntil <= now) this.#usedUntil.delete(key);
    }
    this.#pruneAt = Math.max(1_024, this.#usedUntil.size * 2);
  }
}

function tooMany(what: string, retryAfterMs: number): WireError | null {
  if (retryAfterMs <= 0) return null;
  const message = `Too many ${what}: try again in ${retryAfterMs} ms`;
  return { ...wireError("rate_limited", message), retryAfterMs };
}
