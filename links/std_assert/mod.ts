/**
 * Stands in for `jsr:@std/assert` where JSR can't be reached: the assertions that Confab's tests
 * use, by the same names and with the same behaviour. `deno unlink` switches to @std/assert itself.
 * @module
 */
import { AssertionError, show, withNote } from "./assertion_error.ts";
import { equal } from "./equal.ts";

export { AssertionError };

// deno-lint-ignore no-explicit-any
type ErrorClass<E> = abstract new (...args: any[]) => E;

/** Fails unless `expr` is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/** Fails always. */
export function fail(msg?: string): never {
  throw new AssertionError(withNote("Failed assertion", msg));
}

/** Fails unless both have the same structure. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) failComparison("Values are not equal", actual, expected, msg);
}

/** Fails if both have the same structure. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  failComparison("Expected values to differ", actual, expected, msg);
}

/** Fails unless both are the same value, by `Object.is`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  failComparison("Values are not strictly equal", actual, expected, msg);
}

/** Fails for null and undefined. */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual !== undefined && actual !== null) return;
  failWith(`Expected actual: "${actual}" to not be null or undefined`, msg);
}

/** Fails unless `actual` contains `expected`. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (actual.includes(expected)) return;
  failWith(`Expected actual: "${actual}" to contain: "${expected}"`, msg);
}

/** Fails unless `actual` matches `expected`. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (expected.test(actual)) return;
  failWith(`Expected actual: "${actual}" to match: "${expected}"`, msg);
}

/** Fails unless `actual` > `expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (actual > expected) return;
  failWith(`Expect ${show(actual)} > ${show(expected)}`, msg);
}

/** Fails unless `actual` >= `expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (actual >= expected) return;
  failWith(`Expect ${show(actual)} >= ${show(expected)}`, msg);
}

/** Fails unless `actual` < `expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (actual < expected) return;
  failWith(`Expect ${show(actual)} < ${show(expected)}`, msg);
}

/** Fails unless `actual` <= `expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (actual <= expected) return;
  failWith(`Expect ${show(actual)} <= ${show(expected)}`, msg);
}

/** Fails unless `actual` is an instance of `expectedType`. */
// deno-lint-ignore no-explicit-any
export function assertInstanceOf<T extends abstract new (...args: any[]) => any>(
  actual: unknown,
  expectedType: T,
  msg?: string,
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  const kind = Object(actual) === actual ? (actual as object).constructor?.name : typeof actual;
  failWith(`Expected object to be an instance of "${expectedType.name}" but was "${kind}"`, msg);
}

/** Fails unless `actual` has all that `expected` has, at any depth. */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  assertEquals(pick(actual, expected), pick(expected, expected), msg);
}

/** Fails unless `fn` throws, and gives what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Fails unless `fn` throws an `ErrorClass` whose message includes `msgIncludes`, and gives it. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(fn: () => unknown, ...expected: Expected): unknown {
  try {
    fn();
  } catch (error) {
    return checkError(error, "thrown", expected);
  }
  failWith("Expected function to throw", noteOf(expected));
}

/** Fails unless the promise of `fn` rejects, and gives what it rejected with. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Fails unless it rejects with an `ErrorClass` whose message includes `msgIncludes`; gives it. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  ...expected: Expected
): Promise<unknown> {
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch {
    failWith("Function throws when expected to reject", noteOf(expected));
  }
  try {
    await promise;
  } catch (error) {
    return checkError(error, "rejected", expected);
  }
  failWith("Expected function to reject", noteOf(expected));
}

type Expected = [note?: string] | [
  ErrorClass: ErrorClass<Error>,
  msgIncludes?: string,
  note?: string,
];

function noteOf(expected: Expected): string | undefined {
  return typeof expected[0] === "string" ? expected[0] : expected[2];
}

function checkError(error: unknown, how: "thrown" | "rejected", expected: Expected): unknown {
  const [type, msgIncludes] = expected;
  if (type === undefined || typeof type === "string") return error;
  const note = noteOf(expected);
  if (!(error instanceof Error)) failWith(`A non-Error object was ${how}`, note);
  const { name } = error;
  if (!(error instanceof type)) {
    failWith(`Expected error to be instance of "${type.name}", but was "${name}"`, note);
  }
  if (msgIncludes && !error.message.includes(msgIncludes)) {
    failWith(
      `Expected error message to include ${show(msgIncludes)}, but got ${show(error.message)}`,
      note,
    );
  }
  return error;
}

/** The part of `actual` that `expected` speaks about, as plain objects. */
function pick(actual: unknown, expected: unknown): unknown {
  if (Array.isArray(actual) && Array.isArray(expected)) {
    return actual.slice(0, expected.length).map((item, index) => pick(item, expected[index]));
  }
  if (!isRecord(actual) || !isRecord(expected)) return actual;
  const keys = Reflect.ownKeys(expected).filter((key) => key in actual);
  return Object.fromEntries(keys.map((key) => [key, pick(actual[key], expected[key])]));
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  if (typeof value !== "object" || value === null) return false;
  return ![RegExp, Date, Map, Set, URL].some((type) => value instanceof type);
}

function failComparison(message: string, actual: unknown, expected: unknown, note?: string): never {
  throw new AssertionError(
    `${withNote(message, note)}\n\n    actual: ${indent(show(actual))}\n\n  expected: ${
      indent(show(expected))
    }\n`,
  );
}

function indent(text: string): string {
  return text.replaceAll("\n", "\n            ");
}

function failWith(message: string, note: string | undefined): never {
  throw new AssertionError(withNote(message, note));
}
