/** Stands in for `@std/assert`'s deep equality. */

/**
 * Whether two values have the same structure: equal own enumerable properties, entries and
 * constructors. NaN equals itself, 0 equals -0, and a missing property is not an undefined one.
 */
export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

/** `seen` holds the pairs being compared further out: in a cycle they count as equal. */
function compare(a: unknown, b: unknown, seen: Map<object, object>): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b) || !sameKind(a, b)) return false;
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
  if (a instanceof RegExp || a instanceof URL) return String(a) === String(b);
  if (a instanceof WeakMap || a instanceof WeakSet) {
    throw new TypeError(`Cannot compare ${a.constructor.name} instances`);
  }
  if (a instanceof WeakRef && b instanceof WeakRef) return compare(a.deref(), b.deref(), seen);
  if (a instanceof ArrayBuffer && b instanceof ArrayBuffer) {
    return compare(new Uint8Array(a), new Uint8Array(b), seen);
  }
  if (a instanceof Error && b instanceof Error && a.message !== b.message) return false;
  if (seen.get(a) === b) return true;
  seen.set(a, b);
  if (a instanceof Set && b instanceof Set) return matchAll([...a], [...b], seen);
  if (a instanceof Map && b instanceof Map) return matchAll([...a], [...b], seen);
  const keys = ownKeys(a);
  return keys.length === ownKeys(b).length &&
    keys.every((key) =>
      Object.hasOwn(b, key) && compare(Reflect.get(a, key), Reflect.get(b, key), seen)
    );
}

/** Whether each item has a counterpart of its own in the other list, in any order. */
function matchAll(items: unknown[], others: unknown[], seen: Map<object, object>): boolean {
  if (items.length !== others.length) return false;
  const left = [...others];
  return items.every((item) => {
    const index = left.findIndex((other) => compare(item, other, seen));
    if (index !== -1) left.splice(index, 1);
    return index !== -1;
  });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** An object without a prototype is of the kind of a plain one. */
function sameKind(a: object, b: object): boolean {
  return (a.constructor ?? Object) === (b.constructor ?? Object);
}

function ownKeys(value: object): PropertyKey[] {
  return Reflect.ownKeys(value).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key)
  );
}
