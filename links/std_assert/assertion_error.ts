/** Stands in for `@std/assert`'s error. */

/** Thrown by every failed assertion. */
export class AssertionError extends Error {
  override name = "AssertionError";
}

/** The message of a failed assertion: the caller's own, if there is one, behind the general one. */
export function withNote(message: string, note: string | undefined): string {
  return note === undefined ? `${message}.` : `${message}: ${note}`;
}

/** A value as it is shown in messages: in full, and with sorted keys so that two can be compared. */
export function show(value: unknown): string {
  return Deno.inspect(value, {
    depth: Infinity,
    iterableLimit: Infinity,
    sorted: true,
    strAbbreviateSize: Infinity,
    trailingComma: true,
  });
}
