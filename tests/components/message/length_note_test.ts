import { assertEquals } from "@std/assert";
import { lengthNote } from "../../../components/message/length_note.ts";

Deno.test("the length is told in the last 500 bytes and not before", () => {
  assertEquals(lengthNote("a".repeat(9_740), 10_240), null);
  assertEquals(lengthNote("a".repeat(9_741), 10_240), { tooLong: false, text: "499 bytes left" });
  assertEquals(lengthNote("a".repeat(10_239), 10_240)?.text, "1 byte left");
});

Deno.test("a text of exactly the limit may be sent, one byte more may not", () => {
  assertEquals(lengthNote("a".repeat(10_240), 10_240), { tooLong: false, text: "0 bytes left" });
  assertEquals(lengthNote("a".repeat(10_241), 10_240)?.tooLong, true);
});

Deno.test("bytes are counted, not letters", () => {
  assertEquals(lengthNote("é".repeat(5_121), 10_240)?.tooLong, true);
  assertEquals(lengthNote("🦕".repeat(2_560), 10_240), { tooLong: false, text: "0 bytes left" });
});
