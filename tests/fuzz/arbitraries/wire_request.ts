import fc from "fast-check";
import { REQUESTS, type RequestType } from "../../../protocol/requests.ts";
import { jsonText, pollutingMember } from "./json_text.ts";

/** Requests of confab.v1, as JSON text: of every type that there is, most fields right, some broken. What stands
 *  between `@@` is put in by the cast. */

/** Values that fit a field, by its name, so that a broken field is reached past the others. */
const FITTING: Record<string, readonly string[]> = {
  ref: ['"1"', '"2"', '"ref"'],
  room: ['"general"', '"fuzz-1"', '"fuzz-2"', '"@@memberRoom@@"', '"@@secretRoom@@"', '"nowhere"'],
  id: ['"fuzz-1"', '"fuzz-2"', '"fuzz-3"', '"m1"', '"m2"'],
  title: ['"Fuzz"', '"Größe 👍"'],
  topic: ['""', '"What it is about"'],
  text: ['"Hello"', '"`code` and https://example.com"', '"two\\nlines"'],
  user: ['"@@owner@@"', '"@@member@@"', '"@@admin@@"', '"@@guest@@"'],
  users: ['["@@owner@@"]', '["@@member@@","@@admin@@"]', '["@@owner@@","@@owner@@"]'],
  name: ['"Fuzz 1"', '"Fuzz 2"', '"Fuzz 3"', '"Member"'],
  token: ['"@@memberToken@@"', '"nothing"'],
  username: ['"Member"', '"Nobody"'],
  password: ['"wrong password"'],
  query: ['"e"', '"Own"', '"%"', '"_"'],
  version: ["0", "1"],
  base: ["1", "2"],
  epoch: ['"1"', '"another"'],
  after: ["0", "1", "3", "1000000", '"general"', '{"id":"@@owner@@","name":"Owner"}'],
  before: ["1", "5"],
  around: ["1", "5"],
  seq: ["1", "2", "7"],
  unread: ["true", "false"],
  limit: ["1", "50", "100000"],
  replyTo: ["1", "2"],
  private: ["true", "false"],
  archived: ["true", "false"],
  posting: ['"everyone"', '"managers"'],
  manager: ["true", "false"],
  mine: ["true", "false"],
  forGood: ["true", "false"],
  online: ["true", "false"],
  ids: ['["general"]', '["fuzz-1","@@secretRoom@@","nowhere"]', "[]"],
};

const types = Object.keys(REQUESTS) as RequestType[];

/** A request of one type: `"key":value` for each of its fields that is there. */
function members(type: RequestType): fc.Arbitrary<string[]> {
  const fields = ["ref", ...Object.keys(REQUESTS[type].fields)].map((name) => {
    const fitting = FITTING[name];
    if (!fitting) throw new Error(`The fuzzer knows no value for the field "${name}" of ${type}`);
    const value = fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...fitting) },
      { weight: 2, arbitrary: jsonText },
    );
    const isOptional = name === "ref" || isOptionalIn(type, name);
    const isThere = fc.nat(9).map((dice) => isOptional ? dice < 4 : dice < 9);
    return fc.tuple(isThere, value).map(([there, value]) =>
      there ? [`${JSON.stringify(name)}:${value}`] : []
    );
  });
  const own = fc.oneof(
    { weight: 20, arbitrary: fc.constant([`"type":${JSON.stringify(type)}`]) },
    { weight: 1, arbitrary: jsonText.map((text) => [`"type":${text}`]) },
    { weight: 1, arbitrary: fc.constant([]) },
  );
  const foreign = fc.oneof(
    { weight: 12, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: pollutingMember.map((member) => [member]) },
    { weight: 1, arbitrary: jsonText.map((text) => [`"extra":${text}`]) },
    // The second of two keys of one name counts.
    { weight: 1, arbitrary: jsonText.map((text) => [`"type":"typing","room":${text}`]) },
  );
  return fc.tuple(own, ...fields, foreign).map((parts) => parts.flat());
}

function isOptionalIn(type: RequestType, name: string): boolean {
  const fields: Record<string, { safeParse(value: unknown): { success: boolean } }> =
    REQUESTS[type].fields;
  return fields[name]!.safeParse(undefined).success;
}

/** One line of a frame. */
export const wireRequest: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.oneof(...types.map(members)).map((members) => `{${members.join(",")}}`),
  },
  { weight: 2, arbitrary: jsonText },
  { weight: 1, arbitrary: fc.constantFrom("", " ", "{", "}", "\u2028", "\ufeff{}", "{}{}", "[") },
);
