import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseRequest } from "../../../protocol/requests.ts";
import { sendableText, withoutControls } from "../../../client/outgoing/sendable_text.ts";

Deno.test("every way to break a line becomes a line feed, and none is lost", () => {
  assertEquals(sendableText("a\r\nb\rc\nd\r\r\ne"), "a\nb\nc\nd\n\ne");
});

Deno.test("control characters go, tabs and everything visible stay", () => {
  assertEquals(sendableText("a\0b\x07\tc\x1b[1m\f\v\x1fd\x7f é"), "ab\tc[1md é");
});

Deno.test("half a surrogate pair is replaced when it is sent, and left alone while it is typed", () => {
  assertEquals(sendableText("a\ud800"), "a\ufffd");
  assertEquals(withoutControls("a\ud800"), "a\ud800");
});

Deno.test("whatever is typed, the server takes what is sent, and sending it again changes nothing", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (typed) => {
    const text = sendableText(typed);
    const request = { type: "message.send", room: "general", id: "1", text };
    assertEquals(parseRequest("message.send", request).ok, true);
    assertEquals(sendableText(text), text);
  }));
});
