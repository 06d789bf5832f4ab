import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeFrame, encodeEvent } from "../../protocol/codec.ts";
import { REQUESTS } from "../../protocol/requests.ts";

const LIMITS = { messageBytes: 100, linesPerFrame: 10 };

Deno.test("a frame of several lines gives its requests in order, blank lines aside", () => {
  const frame =
    '{"type":"room.list","ref":"1"}\n\n  \n{"type":"typing","room":"general"}\nrubbish\n';
  const decoded = [...decodeFrame(frame, LIMITS)];
  assertEquals(decoded.map((it) => it.ok ? it.request.type : it.error.code), [
    "room.list",
    "typing",
    "bad_json",
  ]);
});

Deno.test("a line is not read before it is asked for", () => {
  let read = 0;
  const limits = {
    linesPerFrame: 10,
    get messageBytes() {
      read += 1;
      return 100;
    },
  };
  const line = '{"type":"message.send","room":"general","id":"m1","text":"hi"}';
  const [first, second] = decodeFrame(`${line}\n${line}\n${line}`, limits);
  assert(first!.ok && second!.ok);
  assertEquals(read, 2);
});

Deno.test("a frame has so many lines and not one more, whatever is in them", () => {
  const codes = (frame: string) =>
    [...decodeFrame(frame, LIMITS)].map((it) => it.ok ? it.request.type : it.error.code);
  const lines = (count: number) => Array<string>(count).fill('{"type":"room.list"}').join("\n");
  assertEquals(codes(lines(10)).length, 10);
  assertEquals(codes(`${lines(10)}\n`).length, 10);
  assertEquals(codes(lines(11)), ["frame_too_big"]);
  assertEquals(codes("\n".repeat(11)), ["frame_too_big"]);
});

Deno.test("whatever arrives, decoding answers and never throws", () => {
  fc.assert(fc.property(
    fc.oneof(fc.string(), fc.json(), fc.json({ maxDepth: 8 })),
    (frame) => {
      for (const it of decodeFrame(frame, LIMITS)) assert(it.ok || it.error.message.length > 0);
    },
  ));
});

Deno.test("a request of a known type with anything in its fields is either valid or refused with its ref", () => {
  const types = Object.keys(REQUESTS);
  const field = fc.constantFrom("room", "id", "text", "seq", "after", "limit", "name", "__proto__");
  fc.assert(fc.property(
    fc.constantFrom(...types),
    fc.dictionary(field, fc.jsonValue()),
    (type, fields) => {
      const line = JSON.stringify({ ...fields, type, ref: "r" });
      const [it] = decodeFrame(line, LIMITS);
      if (it!.ok) assertEquals(it!.request.type, type);
      else assertEquals(it!.ref, "r");
    },
  ));
});

Deno.test("a good message survives the wire as it was written", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 })
    .filter((value) => value.trim() !== "" && !value.includes("\0"));
  fc.assert(fc.property(text, (text) => {
    const sent = { type: "message.send", room: "general", id: "m1", text } as const;
    const [it] = decodeFrame(JSON.stringify(sent), { ...LIMITS, messageBytes: 1_000 });
    assertEquals(it, { ok: true, request: sent });
  }));
});

Deno.test("an event is one line, whatever is in it", () => {
  fc.assert(fc.property(fc.string(), (message) => {
    const line = encodeEvent({ type: "error", code: "bad_json", message });
    assert(!line.includes("\n"));
    assertEquals(JSON.parse(line).message, message);
  }));
});

Deno.test("a polluting key is refused and pollutes nothing", () => {
  const [it] = decodeFrame('{"type":"room.list","__proto__":{"polluted":true}}', LIMITS);
  assert(!it!.ok);
  assertEquals(({} as { polluted?: boolean }).polluted, undefined);
});

Deno.test("a page of history takes one position only", () => {
  const line = '{"type":"history.page","room":"general","before":5,"after":2}';
  const [it] = decodeFrame(line, LIMITS);
  assertEquals(
    !it!.ok && it!.error.message,
    "Bad history.page: takes one of before, after and around",
  );
});
