import type { DatabaseSync } from "node:sqlite";
import type { CachedReads } from "./cached_reads.ts";
import type { WriteUnit } from "./write_unit.ts";

/** How a method of a port is done here, declared once: the worker prepares and performs it, the main thread's
 *  forwarder is made from it. Arguments and results cross between the two as JSON, so what is undefined
 *  arrives as null, or, in an object, not at all. */

// deno-lint-ignore no-explicit-any -- `never[]` would not take a method whose argument is a union
type Method = (...args: any[]) => Promise<unknown>;
type Result<M extends Method> = Awaited<ReturnType<M>>;

/** A method that only looks. `Told`: what it is told besides the method's arguments, behind them. */
export interface ReadCall<M extends Method, Told extends unknown[] = []> {
  kind: "read";
  /** Prepares its statements, once for a connection; gives what performs it in one snapshot. */
  prepare(db: DatabaseSync): (...args: [...Parameters<M>, ...Told]) => Result<M>;
  /** Answers from memory, where it can; reads where it can't. Never, when absent. */
  cached?(
    reads: CachedReads,
    read: (...told: Told) => Promise<Result<M>>,
    ...args: Parameters<M>
  ): Promise<Result<M>>;
}

/** A method that may change the database. */
export interface WriteCall<M extends Method, Outcome = Result<M>> {
  kind: "write";
  /** Prepares its statements, once for a connection; gives what performs it within the transaction of `unit`. */
  prepare(db: DatabaseSync, unit: WriteUnit): (...args: Parameters<M>) => Outcome;
  /** Whether it works on what the unit's log remembers; for any other call that is written out first. */
  usesLog?: true;
  /** Whether it removes only what it has seen to be referred to by nothing. It is committed by itself, and SQLite does not
   *  look for references. */
  unreferenced?: true;
  /** Forgets what was read before it and is no longer so.
   *  @param outcome undefined when the call failed, which may have been committed all the same */
  stale?(reads: CachedReads, args: Parameters<M>, outcome: Outcome | undefined): void;
  /** What the caller is given of the outcome; all of it when absent. */
  answer?(outcome: Outcome): Result<M>;
}

/** A call for each method of a port. */
export type Calls<Port> = {
  [Name in keyof Port]: Port[Name] extends Method
    // deno-lint-ignore no-explicit-any -- each call is told something of its own, and has an outcome of its own
    ? ReadCall<Port[Name], any> | WriteCall<Port[Name], any>
    : never;
};

export type AnyCall = ReadCall<Method, unknown[]> | WriteCall<Method>;
