import fc from "fast-check";
import { hostileText } from "./hostile_text.ts";

/** JSON as it is written, not as it is read: doubled keys, `__proto__` and numbers that no number holds. */

/** Own fields of an object that were read from a polluted prototype would change what a bystander is told. */
const POLLUTION = `{"polluted":true,"replyTo":1,"limit":1,"after":1,"reset":true,"more":false,` +
  `"private":true,"archived":true,"editedAt":1,"deletedAt":1,"token":"t","retryAfterMs":1,"manager":true}`;

/** Keys that reach for the prototype of what is read. */
const REACHING = ["__proto__", "constructor", "prototype", "toString", "toJSON", "valueOf", "then"];

/** Members that would pollute a prototype where objects are merged without care, as `"key":value`. */
export const pollutingMember: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    `"__proto__":${POLLUTION}`,
    `"constructor":{"prototype":${POLLUTION}}`,
    `"\\u005f_proto__":${POLLUTION}`,
  ),
  fc.constantFrom(...REACHING).map((key) => `${JSON.stringify(key)}:${POLLUTION}`),
);

const deep = fc.tuple(fc.constantFrom("[]", '{"a":}'), fc.constantFrom(10, 500, 9_000))
  .map(([[open, ...rest], depth]) => {
    const close = rest.at(-1)!;
    const inner = rest.slice(0, -1).join("");
    return (open + inner).repeat(depth) + "1" + close.repeat(depth);
  });

/** Any value, as JSON text; some of it is no JSON. */
export const jsonText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: hostileText.map((text) => JSON.stringify(text)) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "null",
      "true",
      "false",
      "0",
      "-0",
      "-1",
      "0.5",
      "1e21",
      "1e400",
      "-1e400",
      "9007199254740991",
      "9007199254740993",
      "2147483648",
      "9223372036854775808",
      "01",
      "NaN",
      "'a'",
      "[]",
      "{}",
      '"\\ud800"',
      '"\\udc00\\ud800"',
      '"\\u0000"',
      '"\\x"',
      '"unfinished',
    ),
  },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: pollutingMember.map((member) => `{${member}}`) },
  { weight: 1, arbitrary: fc.array(fc.constant('"@@owner@@"'), { maxLength: 30 }).map(listed) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 3 }) },
);

function listed(items: string[]): string {
  return `[${items.join(",")}]`;
}
