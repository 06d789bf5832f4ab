import { assertEquals } from "@std/assert";
import { lengthState } from "../../../components/message/LengthNote.tsx";

Deno.test("the length is told in the last 500 bytes and not before", () => {
  assertEquals(lengthState("a".repeat(9_740), 10_240), null);
  assertEquals(lengthState("a".repeat(9_741), 10_240), { tooLong: false, text: "499 bytes left" });
  assertEquals(lengthState("a".repeat(10_239), 10_240)?.text, "1 byte left");
});

Deno.test("a text of exactly the limit may be sent, one byte more may not", () => {
  assertEquals(lengthState("a".repeat(10_240), 10_240), { tooLong: false, text: "0 bytes left" });
  assertEquals(lengthState("a".repeat(10_241), 10_240)?.tooLong, true);
});

Deno.test("bytes are counted, not letters", () => {
  assertEquals(lengthState("é".repeat(5_121), 10_240)?.tooLong, true);
  assertEquals(lengthState("🦕".repeat(2_560), 10_240), { tooLong: false, text: "0 bytes left" });
});
