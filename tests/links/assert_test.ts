import * as is from "@std/assert";
import { assert, assertEquals, AssertionError, assertRejects, assertThrows } from "@std/assert";

/** Fails unless the assertion fails, and with a message that includes `text`. */
function assertFails(assertion: () => unknown, text = ""): void {
  assertThrows(assertion, AssertionError, text);
}

Deno.test("values of the same structure are equal, and others are not", () => {
  const cycle = (): object => {
    const object: Record<string, unknown> = { a: 1 };
    object.self = object;
    return object;
  };
  const equal: [unknown, unknown][] = [
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }],
    [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    [NaN, NaN],
    [0, -0],
    [new Date(5), new Date(5)],
    [/a/g, /a/g],
    [new Set([{ a: 1 }, { a: 2 }]), new Set([{ a: 2 }, { a: 1 }])],
    [new Map([["a", { b: 1 }]]), new Map([["a", { b: 1 }]])],
    [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
    [cycle(), cycle()],
  ];
  for (const [a, b] of equal) {
    assertEquals(a, b);
    assertFails(() => is.assertNotEquals(a, b));
  }
  const different: [unknown, unknown][] = [
    [{ a: undefined }, {}],
    [{}, { a: undefined }],
    [{ a: undefined, b: 1 }, { b: 1, c: undefined }],
    [[1, 2], [2, 1]],
    [[undefined], [,]],
    [1, "1"],
    [null, undefined],
    [null, {}],
    [[], {}],
    [new Date(5), new Date(6)],
    [/a/g, /a/i],
    [new Set([1, 2]), new Set([1, 3])],
    [new Set([{ a: 1 }, { a: 1 }]), new Set([{ a: 1 }, { a: 2 }])],
    [new Map([["a", 1]]), new Map([["a", 2]])],
    [new Map([["a", 1]]), new Map([["b", 1]])],
    [new Uint8Array([1]), new Uint8Array([2])],
    [new Error("a"), new TypeError("a")],
    [{ [Symbol.for("a")]: 1 }, { [Symbol.for("a")]: 2 }],
    [new (class A {})(), {}],
  ];
  for (const [a, b] of different) {
    is.assertNotEquals(a, b);
    assertFails(() => assertEquals(a, b));
  }
});

Deno.test("a failed comparison shows both values in full, and the caller's words", () => {
  const long = "x".repeat(500);
  assertFails(() => assertEquals({ a: long }, { a: "y" }, "why"), long);
  assertFails(() => assertEquals(1, 2, "why"), "why");
});

Deno.test("strict equality is that of Object.is", () => {
  const object = {};
  is.assertStrictEquals(object, object);
  is.assertStrictEquals(NaN, NaN);
  assertFails(() => is.assertStrictEquals({}, {}));
  assertFails(() => is.assertStrictEquals(0, -0));
});

Deno.test("assert and assertExists narrow types and fail on what they exclude", () => {
  const text: string | undefined = ["a"].at(0);
  assert(text !== undefined);
  assertEquals(text.length, 1);
  const maybe: { a: number } | null = JSON.parse('{"a":1}');
  is.assertExists(maybe);
  assertEquals(maybe.a, 1);
  is.assertExists(0);
  assertFails(() => assert(0, "zero"), "zero");
  assertFails(() => is.assertExists(null));
  assertFails(() => is.assertExists(undefined));
});

Deno.test("texts, numbers and classes are compared as the names say", () => {
  is.assertStringIncludes("haystack", "st");
  is.assertMatch("abc", /b/);
  is.assertGreater(2, 1);
  is.assertGreaterOrEqual(1, 1);
  is.assertLess(1, 2);
  is.assertLessOrEqual(1, 1);
  const error: unknown = new TypeError("t");
  is.assertInstanceOf(error, TypeError);
  assertEquals(error.message, "t");
  assertFails(() => is.assertStringIncludes("haystack", "x"));
  assertFails(() => is.assertMatch("abc", /x/));
  assertFails(() => is.assertGreater(1, 1));
  assertFails(() => is.assertGreaterOrEqual(1, 2));
  assertFails(() => is.assertLess(1, 1));
  assertFails(() => is.assertLessOrEqual(2, 1));
  assertFails(() => is.assertInstanceOf(error, RangeError), "TypeError");
  assertFails(() => is.fail("because"), "because");
});

Deno.test("assertObjectMatch wants all that is expected, and allows more", () => {
  const actual = { a: 1, b: { c: [{ d: 1, e: 2 }, 3], f: new Date(5) }, g: null };
  is.assertObjectMatch(actual, { b: { c: [{ e: 2 }, 3] }, g: null });
  is.assertObjectMatch(actual, { b: { f: new Date(5) } });
  assertFails(() => is.assertObjectMatch(actual, { b: { c: [{ e: 3 }] } }));
  assertFails(() => is.assertObjectMatch(actual, { b: { c: [{ e: 2 }, 3, 4] } }));
  assertFails(() => is.assertObjectMatch(actual, { h: 1 }));
  assertFails(() => is.assertObjectMatch(actual, { h: undefined }));
});

Deno.test("assertThrows gives the error, and fails for another one or none", () => {
  const throwing = () => {
    throw new TypeError("wrong type");
  };
  assertEquals(assertThrows(throwing, TypeError, "wrong").message, "wrong type");
  assertEquals((assertThrows(throwing) as Error).message, "wrong type");
  assertThrows(throwing, Error);
  assertFails(() => assertThrows(throwing, RangeError), "RangeError");
  assertFails(() => assertThrows(throwing, TypeError, "right"), "right");
  assertFails(() => assertThrows(() => 1, TypeError), "Expected function to throw");
  assertFails(() => assertThrows(() => 1, "why"), "why");
  assertFails(() =>
    assertThrows(() => {
      throw "text";
    }, Error), "non-Error");
});

Deno.test("assertRejects gives the error, and fails for another one, none, or a throw", async () => {
  const rejecting = () => Promise.reject(new TypeError("wrong type"));
  assertEquals((await assertRejects(rejecting, TypeError, "wrong")).message, "wrong type");
  await assertRejects(rejecting);
  const failures = [
    () => assertRejects(rejecting, RangeError),
    () => assertRejects(rejecting, TypeError, "right"),
    () => assertRejects(() => Promise.resolve(1)),
    () =>
      assertRejects(() => {
        throw new TypeError("at once");
      }, TypeError),
  ];
  for (const failure of failures) await assertRejects(failure, AssertionError);
});
